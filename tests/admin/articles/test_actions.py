"""The actions of an article's page, for those who may, and their undo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Event, Status
from articles.workflow.actions import BY_KEY
from articles.workflow.transitions import hold
from tests.admin.sent import address, messages_of, press, save
from tests.factories import draft, in_status, person
from tests.workflow.transition_cases import FROM, VERBS, ready_for

pytestmark = pytest.mark.django_db
LATER = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
REVIEWERS = {"reject", "reopen", "hold", "release", "assign"}


def page_of(client, article):
    return client.get(address(article)).content.decode()


@pytest.mark.parametrize("name", VERBS)
def test_action_by_an_editor_writes_an_event(editor, name):
    article = ready_for(name, min(FROM[name]))

    press(editor, article, name, reason="because", at=LATER, to=editor.person.username)

    event = Event.objects.filter(article=article).latest("version")
    assert (event.verb, event.actor) == (VERBS[name], editor.person)


@pytest.mark.parametrize("name", VERBS)
def test_action_by_a_reviewer_is_forbidden_unless_the_role_has_it(reviewer, name):
    article = ready_for(name, max(FROM[name]))

    to = reviewer.person.username
    response = press(reviewer, article, name, reason="because", at=LATER, to=to)

    assert response.status_code == (302 if name in REVIEWERS else 403)
    assert Event.objects.filter(verb=VERBS[name]).exists() is (name in REVIEWERS)


@pytest.mark.parametrize(("status", "code"), [("rejected", 302), ("archived", 403)])
def test_reopen_by_a_reviewer_is_possible_for_rejected_articles_only(reviewer, status, code):
    article = in_status(status)

    assert ("/do/reopen/" in page_of(reviewer, article)) is (code == 302)
    assert press(reviewer, article, "reopen").status_code == code


@pytest.mark.parametrize("status", Status.values)
def test_page_offers_exactly_the_possible_actions(editor, status):
    article = in_status(status)

    page = page_of(editor, article)

    possible = {name for name in VERBS if status in FROM[name] and BY_KEY[name].is_met(article)}
    assert {name for name in VERBS if f"/do/{name}/" in page} == possible


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_draft_without_a_title_is_not_published_and_its_page_says_why(editor, verb):
    article = draft(title="", name="2031-05-04-harbour")

    response = press(editor, article, verb, at=LATER)

    assert "It has no title, so it cannot be published." in page_of(editor, article)
    assert "“2031-05-04-harbour” has no title" in messages_of(response)[0]
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("verb", "sent", "says"),
    [
        ("reject", {}, "Give a reason"),
        ("schedule", {"at": ""}, "Choose a time"),
        ("schedule", {"at": "2001-01-01T00:00"}, "has passed"),
        ("assign", {"to": "nessie"}, "There is no user “nessie”."),
        ("reject", {"version": 7, "reason": "dull"}, "changed by someone else"),
        *((name, {}, "There is no such action.") for name in ("imported", "edit", "nonsense")),
    ],
)
def test_action_that_is_not_possible_is_refused_with_the_reason(editor, verb, sent, says):
    response = press(editor, draft(), verb, **sent)

    assert says in messages_of(response)[0]
    assert Event.objects.count() == 1


def test_action_needs_a_post_with_the_token_of_the_page(editor):
    article = draft()

    assert editor.get(address(article, "do", "publish")).status_code == 405
    editor.handler.enforce_csrf_checks = True
    assert press(editor, article, "publish").status_code == 403
    assert Article.objects.get().status == Status.DRAFT


def test_undo_from_the_message_of_an_action(editor):
    article = draft(title="Fog")

    response = press(editor, article, "publish")
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("key", "sent", "done", "undone"),
    [
        ("set_expiry", {"at": "2131-05-04T12:00"}, "“Fog”: unpublish time set.",
         "“Set unpublish time” undone for “Fog”."),
        ("hold", {}, "“Fog”: held.", "“Hold” undone for “Fog”."),
    ],
)  # fmt: skip
def test_messages_of_an_action_and_its_undo_are_sentences(editor, key, sent, done, undone):
    article = draft(title="Fog")

    assert done in messages_of(press(editor, article, key, **sent))[0]
    assert messages_of(editor.post(address(article, "undo", 2)))[-1] == undone


def test_undo_of_a_save_restores_the_text(editor):
    article = draft(title="Fog")

    save(editor, article, title="Mist")
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Fog"


def test_timeline_offers_undo_of_the_newest_decision_only(editor):
    article = draft()
    press(editor, article, "hold")
    press(editor, article, "release", version=2)
    page_of(editor, article)  # with the messages about both

    page = page_of(editor, article)

    assert address(article, "undo", 3) in page
    assert address(article, "undo", 2) not in page


def test_undo_of_another_persons_decision_is_forbidden(editor):
    article = draft()
    hold(article, by=person("Editor"))

    assert "Undo</button>" not in page_of(editor, article)
    assert editor.post(address(article, "undo", 2)).status_code == 403


def test_undo_after_a_later_change_is_refused(editor):
    article = draft()
    press(editor, article, "hold")
    save(editor, article, title="Mist")

    response = editor.post(address(article, "undo", 2))

    assert "was changed since" in messages_of(response)[-1]
    assert Article.objects.get().held
