"""Every verb, from every status, by every role."""

from contextlib import suppress

import pytest

from articles.models import Article, Event, Status
from articles.workflow.actions import STATE_FIELDS
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.plan import possible_actions
from tests.factories import draft, in_status, person, published_article
from tests.workflow.transition_cases import FROM, LATER, MAY, TO, VERBS, do, may, ready_for

pytestmark = pytest.mark.django_db
STATE = (*STATE_FIELDS, "version", "updated_at")


def state_of(article):
    return Article.objects.values(*STATE).get(pk=article.pk)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_does_what_it_says_where_it_may_and_nothing_where_it_may_not(verb, status, role):
    article, by = ready_for(verb, status), person(role)
    before = state_of(article)

    if may(role, verb, status):
        event = do(verb, article, by=by, reason="So decided")
        assert (event.verb, event.actor, event.reason) == (VERBS[verb], by, "So decided")
        assert (event.version, state_of(article)["version"]) == (2, 2)
        assert state_of(article)["status"] == TO.get(verb, status)
    else:
        with pytest.raises((NotAllowed, NotPossible)):
            do(verb, article, by=by)
        assert state_of(article) == before
        assert Event.objects.filter(article=article).count() == 1


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("status", Status.values)
def test_the_buttons_that_are_shown_are_those_that_work(status, role):
    by = person(role)
    shown = {
        verb
        for verb in VERBS
        if verb in {it.key for it in possible_actions(ready_for(verb, status, name=verb), by)}
    }

    assert shown == {verb for verb in VERBS if may(role, verb, status)}


@pytest.mark.parametrize(
    ("traits", "missing"),
    [
        ({}, {"release", "unschedule", "clear_expiry"}),
        ({"held": True}, {"hold", "unschedule", "clear_expiry"}),
        ({"scheduled_for": LATER}, {"release", "clear_expiry"}),
        ({"expires_at": LATER}, {"release", "unschedule"}),
    ],
)
def test_a_button_is_shown_only_where_there_is_something_to_do(traits, missing):
    shown = {action.key for action in possible_actions(draft(**traits), person("Editor"))}

    drafts = {verb for verb in VERBS if "draft" in FROM[verb]}
    assert shown == drafts - missing


@pytest.mark.parametrize("verb", VERBS)
def test_the_machine_itself_needs_no_role(verb):
    article = ready_for(verb, min(FROM[verb]))

    assert do(verb, article, by=SYSTEM).actor is None


@pytest.mark.parametrize("verb", VERBS)
def test_the_refusal_names_the_right_that_is_missing(verb):
    article = ready_for(verb, min(FROM[verb]))

    with pytest.raises(NotAllowed, match="Your role does not allow this"):
        do(verb, article, by=person(""))


@pytest.mark.parametrize(
    ("verb", "status", "sentence"),
    [
        ("publish", "rejected", "“Fog” is rejected: “Publish” is not possible."),
        ("unpublish", "draft", "“Fog” is draft: “Unpublish” is not possible."),
        ("unschedule", "draft", "“Fog” is not scheduled."),
        ("clear_expiry", "draft", "“Fog” is without an unpublish time."),
        ("set_expiry", "rejected", "“Fog” is rejected: “Set unpublish time” is not possible."),
    ],
)
def test_what_is_not_possible_is_said_in_words(verb, status, sentence):
    article = in_status(status, title="Fog")

    with pytest.raises(NotPossible) as refusal:
        do(verb, article, by=SYSTEM)
    assert str(refusal.value) == sentence


def test_a_held_draft_cannot_be_held_again():
    with pytest.raises(NotPossible, match="already held"):
        do("hold", draft(held=True), by=SYSTEM)


def test_a_draft_that_nobody_holds_cannot_be_released():
    with pytest.raises(NotPossible, match="not held"):
        do("release", draft(), by=SYSTEM)


def test_what_is_published_went_live_now_and_is_neither_held_nor_scheduled():
    article = draft(held=True, scheduled_for=LATER)

    event = do("publish", article, by=SYSTEM)

    article.refresh_from_db()
    assert article.went_live_at == event.at
    assert (article.held, article.scheduled_for) == (False, None)


def test_what_is_unpublished_is_off_the_site_and_held():
    article = published_article()

    do("unpublish", article, by=SYSTEM)

    article.refresh_from_db()
    assert (article.held, article.went_live_at) == (True, None)


@pytest.mark.parametrize("verb", ["reject", "archive"])
def test_what_is_put_away_is_neither_held_nor_scheduled_nor_live(verb):
    article = draft(held=True, scheduled_for=LATER)

    do(verb, article, by=SYSTEM)

    article.refresh_from_db()
    assert (article.held, article.scheduled_for, article.went_live_at) == (False, None, None)


def test_an_event_keeps_what_was_before_and_what_came_after():
    article = draft(held=True, scheduled_for=LATER)

    event = do("publish", article, by=SYSTEM)

    event.refresh_from_db()
    assert event.before == {
        "status": "draft",
        "held": True,
        "scheduled_for": LATER.isoformat(),
        "went_live_at": None,
    }
    assert event.after == {
        "status": "published",
        "held": False,
        "scheduled_for": None,
        "went_live_at": event.at.isoformat(),
    }


def test_an_event_keeps_only_what_the_verb_is_about():
    event = do("hold", draft(), by=SYSTEM)

    assert (event.before, event.after) == ({"held": False}, {"held": True})


def test_the_instance_knows_its_new_state():
    article = draft()

    do("hold", article, by=SYSTEM)
    do("release", article, by=SYSTEM)
    do("publish", article, by=SYSTEM)

    assert (article.version, article.status, article.held) == (4, "published", False)


def test_the_versions_of_the_events_count_up():
    article = draft()
    for verb in ("hold", "release", "publish", "unpublish", "reject", "reopen", "archive"):
        do(verb, article, by=SYSTEM)

    versions = article.events.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, 9))
    assert Article.objects.get(pk=article.pk).version == 8


@pytest.mark.parametrize("reason", ["a\x00b", "a\ud83db", "a\x1b[2Jb", "a\u202eb"])
def test_a_reason_that_no_database_or_page_should_hold_is_cleaned_or_refused(reason):
    article = draft()

    with suppress(NotPossible):
        assert do("reject", article, by=SYSTEM, reason=reason).reason.startswith("a")

    stored = Event.objects.filter(article=article).values_list("reason", flat=True)
    assert reason not in stored
