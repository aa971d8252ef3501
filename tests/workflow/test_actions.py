"""Every action is described completely, and shown wherever people meet actions."""

import pytest
from django.urls import reverse

from articles.admin.articles.state_form import FIELD_ACTIONS
from articles.desk.steps import SHORTCUT_ACTIONS
from articles.models import Article, Status, Verb
from articles.publishing.explanations import describe_event
from articles.workflow.actions import ACTIONS, BY_KEY, EVENT_ICONS, STATE_FIELDS
from articles.workflow.plan import why_not
from articles.workflow.undo_event import UNDOABLE
from tests.factories import draft, in_status, person
from tests.workflow.transition_cases import FROM, do, ready_for

pytestmark = pytest.mark.django_db
NOT_BY_PEOPLE = {Verb.IMPORTED, Verb.UPDATED, Verb.WRITTEN, Verb.UNDONE}
each_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
ON_PAGE = [action for action in ACTIONS if action.group]


@each_action
def test_action_is_described_completely(action):
    assert action.label
    assert action.icon
    assert action.permission in {
        "review_article", "publish_article", "change_article", "resolve_conflict", "merge_names",
    }  # fmt: skip
    assert bool(action.required) == bool(action.unmet)
    assert {*action.asks} <= {"at", "person", "topic"}
    assert {*action.columns} <= {*STATE_FIELDS}
    assert (
        action.group or action.in_bulk or action.key in {"edit", "choose_image", "change_address"}
    )


def test_actions_have_different_keys():
    assert len(BY_KEY) == len(ACTIONS)


def test_every_event_has_an_icon_and_peoples_can_be_undone():
    assert set(EVENT_ICONS) == set(Verb)
    assert set(UNDOABLE) == set(Verb) - NOT_BY_PEOPLE


def test_transition_cases_cover_every_action_of_the_page():
    """The tables in tests/workflow/transition_cases.py say what users expect of each action."""
    assert set(FROM) == {action.key for action in ON_PAGE}


@pytest.mark.parametrize("action", ON_PAGE, ids=lambda action: action.key)
def test_action_is_on_the_page_in_the_history_and_in_the_bulk_menu(action, client):
    status = min(action.sources, key=list(Status).index)
    article = ready_for(action.key, status)
    client.force_login(person("Superuser"))
    address = reverse("admin:articles_article_change", args=[article.pk])

    fields = {key: name for name, keys in FIELD_ACTIONS.items() for key in keys}
    control = f'name="{fields[action.key]}"' if action.key in fields else f'value="{action.key}"'
    assert control in client.get(address).content.decode()
    menu = client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert f'<option value="{action.key}">{action.label}</option>' in menu

    event = do(action.key, article, by=person("Editor"))
    assert describe_event(event) in client.get(address).content.decode()


def test_shortcuts_of_the_desk_are_actions_without_arguments():
    assert set(SHORTCUT_ACTIONS) == {
        "publish",
        "reject",
        "recommend",
        "withdraw",
        "hold",
        "release",
    }


@pytest.mark.parametrize("action", ON_PAGE, ids=lambda action: action.key)
@pytest.mark.parametrize("role", ["Reviewer", "Editor"])
def test_obstacles_in_sql_are_those_in_python(action, role):
    """The forecast of a bulk action and the refusal of one article come from the same data."""
    from_python, by = {}, person(role)
    for status in Status:
        in_status(status, title=f"Plain {status}")
    draft(title="Held", held=True)
    draft(title="Incomplete", web_url="")
    for article in Article.objects.all():
        allowed = by.has_perm(f"articles.{action.permission_for(article.status)}")
        from_python[article.title] = allowed and why_not(article, action) is None
    refused = [
        set(Article.objects.filter(condition).values_list("title", flat=True))
        for _, condition in action.obstacles(by)
    ]

    assert {title for found in refused for title in found} == {
        title for title, possible in from_python.items() if not possible
    }
    assert sum(map(len, refused)) == len({title for found in refused for title in found})
