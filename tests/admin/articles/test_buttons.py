"""The buttons of an article's page move it, for those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Event, Status
from articles.workflow.actions import BY_KEY
from tests.admin.sent import address, messages_of, press
from tests.factories import draft, in_status, published_article
from tests.workflow.transition_cases import FROM, VERBS, ready_for

pytestmark = pytest.mark.django_db
LATER = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
REVIEWERS = {"reject", "reopen", "hold", "release", "assign"}


@pytest.mark.parametrize("name", VERBS)
def test_each_button_does_its_verb_and_history_says_who(editor, name):
    verb = VERBS[name]
    article = ready_for(name, min(FROM[name]))

    press(editor, article, name, reason="because", at=LATER, to=editor.person.username)

    event = Event.objects.filter(article=article).latest("version")
    assert (event.verb, event.actor) == (verb, editor.person)


@pytest.mark.parametrize("name", VERBS)
def test_what_a_reviewer_may_press(reviewer, name):
    verb = VERBS[name]
    article = ready_for(name, max(FROM[name]))

    to = reviewer.person.username
    response = press(reviewer, article, name, reason="because", at=LATER, to=to)

    assert response.status_code == (302 if name in REVIEWERS else 403)
    assert Event.objects.filter(article=article, verb=verb).exists() is (name in REVIEWERS)


def test_a_reviewer_reopens_what_is_rejected_and_not_what_was_archived(reviewer):
    for status, code in (("rejected", 302), ("archived", 403)):
        article = in_status(status)

        offered = "/do/reopen/" in reviewer.get(address(article)).content.decode()

        assert offered is (code == 302)
        assert press(reviewer, article, "reopen").status_code == code


@pytest.mark.parametrize("status", Status.values)
def test_the_page_offers_what_is_possible_and_nothing_else(editor, status):
    article = in_status(status)

    page = editor.get(address(article)).content.decode()

    offered = {name for name in VERBS if f"/do/{name}/" in page}
    possible = {name for name in VERBS if status in FROM[name]}
    possible = {name for name in possible if BY_KEY[name].is_met(article)}
    assert offered == possible


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_a_draft_without_a_title_is_not_published_and_its_page_says_why(editor, verb):
    article = draft(title="", name="2031-05-04-harbour")

    page = editor.get(address(article)).content.decode()
    response = press(editor, article, verb, at=LATER)

    assert "It has no title, so it cannot be published." in page
    assert "“2031-05-04-harbour” has no title" in messages_of(response)[0]
    assert Article.objects.get().status == Status.DRAFT


def test_a_button_of_an_old_page_does_nothing_and_says_so(editor):
    article = draft()
    press(editor, article, "hold")

    response = press(editor, article, "reject", version=1, reason="dull")

    assert "changed by someone else" in messages_of(response)[-1]
    assert Article.objects.get().status == Status.DRAFT


def test_a_rejection_says_why(editor):
    article = draft()

    response = press(editor, article, "reject")

    assert "Give a reason" in messages_of(response)[0]
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("at", "says"), [("", "Choose a time"), ("2001-01-01T00:00", "has passed")]
)
def test_a_schedule_needs_a_time_that_is_to_come(editor, at, says):
    article = draft()

    response = press(editor, article, "schedule", at=at)

    assert says in messages_of(response)[0]
    assert Article.objects.get().scheduled_for is None


@pytest.mark.parametrize("verb", ["imported", "edit", "add_topic", "nonsense"])
def test_other_words_are_no_buttons(editor, verb):
    article = draft()

    response = press(editor, article, verb)

    assert messages_of(response) == ["There is no such action."]


def test_a_link_presses_no_button(editor):
    article = draft()

    assert editor.get(address(article, "do", "publish")).status_code == 405
    assert Article.objects.get().status == Status.DRAFT


def test_a_button_needs_the_token_of_the_page(at_desk):
    article = draft()
    client = at_desk("Editor")
    client.handler.enforce_csrf_checks = True

    assert press(client, article, "publish").status_code == 403


def test_what_is_taken_off_the_site_is_held(editor):
    article = published_article()

    press(editor, article, "unpublish")

    assert Article.objects.get().held
