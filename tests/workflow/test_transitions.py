"""Every action, from every status, by every role."""

import pytest

from articles.models import Article, Event, Status
from articles.workflow.actions import STATE_FIELDS
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.plan import possible_actions
from tests.factories import draft, person, published_article
from tests.workflow.transition_cases import FROM, LATER, MAY, TO, VERBS, do, may, ready_for

pytestmark = pytest.mark.django_db
STATE = (*STATE_FIELDS, "version", "updated_at")


def state_of(article):
    return Article.objects.values(*STATE).get(pk=article.pk)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", VERBS)
def test_action_changes_the_article_only_where_status_and_role_allow_it(verb, status, role):
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
def test_possible_actions_are_those_that_status_and_role_allow(status, role):
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
        ({}, {"release", "withdraw", "unschedule", "clear_expiry"}),
        ({"held": True}, {"hold", "withdraw", "unschedule", "clear_expiry"}),
        ({"scheduled_for": LATER}, {"release", "withdraw", "clear_expiry"}),
        ({"expires_at": LATER}, {"release", "withdraw", "unschedule"}),
        ({"recommended": True}, {"recommend", "release", "unschedule", "clear_expiry"}),
    ],
)
def test_possible_actions_leave_out_those_without_effect(traits, missing):
    shown = {action.key for action in possible_actions(draft(**traits), person("Editor"))}

    drafts = {verb for verb in VERBS if "draft" in FROM[verb]}
    assert shown == drafts - missing


@pytest.mark.parametrize("verb", VERBS)
def test_action_by_the_system_needs_no_role(verb):
    article = ready_for(verb, min(FROM[verb]))

    assert do(verb, article, by=SYSTEM).actor is None


@pytest.mark.parametrize(
    ("verb", "traits", "sentence"),
    [
        ("hold", {"held": True}, "“Fog” is already held."),
        ("release", {}, "“Fog” is not held."),
        ("publish", {"status": "rejected"}, "“Fog” is rejected: “Publish” is not possible."),
        ("unpublish", {}, "“Fog” is draft: “Unpublish” is not possible."),
        ("unschedule", {}, "“Fog” is not scheduled."),
        ("clear_expiry", {}, "“Fog” is without an unpublish time."),
        (
            "set_expiry",
            {"status": "rejected"},
            "“Fog” is rejected: “Set unpublish time” is not possible.",
        ),
    ],
)
def test_impossible_action_says_why(verb, traits, sentence):
    with pytest.raises(NotPossible) as error:
        do(verb, draft(title="Fog", **traits), by=SYSTEM)
    assert str(error.value) == sentence


def test_unpublish_holds_the_draft():
    article = published_article()

    do("unpublish", article, by=SYSTEM)

    article.refresh_from_db()
    assert (article.held, article.went_live_at) == (True, None)


@pytest.mark.parametrize("verb", ["reject", "archive"])
def test_reject_and_archive_clear_hold_and_schedule(verb):
    article = draft(held=True, scheduled_for=LATER)

    do(verb, article, by=SYSTEM)

    article.refresh_from_db()
    assert (article.held, article.scheduled_for, article.went_live_at) == (False, None, None)


def test_publish_event_stores_the_state_before_and_after():
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


def test_hold_event_stores_only_the_hold():
    event = do("hold", draft(), by=SYSTEM)

    assert (event.before, event.after) == ({"held": False}, {"held": True})


def test_versions_of_events_have_no_gaps():
    article = draft()
    for verb in ("hold", "release", "publish", "unpublish", "reject", "reopen", "archive"):
        do(verb, article, by=SYSTEM)

    versions = article.events.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, 9))
    assert Article.objects.get(pk=article.pk).version == article.version == 8
    assert (article.status, article.held) == ("archived", False)


@pytest.mark.parametrize("reason", ["a\x00b", "a\ud83db", "a\x1b[2Jb", "a\u202eb"])
def test_reason_with_control_characters_is_cleaned(reason):
    article = draft()

    event = do("reject", article, by=SYSTEM, reason=reason)

    event.refresh_from_db()
    assert event.reason.startswith("a")
    assert event.reason != reason
