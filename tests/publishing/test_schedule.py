"""What is scheduled goes live when its time has come."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Article, Status, Verb
from articles.publishing.schedule import publish_due
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import schedule, unschedule
from tests.factories import draft, person
from tests.workflow.verbs import do

pytestmark = pytest.mark.django_db
SIX = datetime(2031, 5, 4, 6, tzinfo=UTC)
NIGHT = SIX - timedelta(hours=6)


def scheduled(**traits):
    article = draft(**traits)
    schedule(article, at=SIX, by=SYSTEM, now=NIGHT)
    return article


def test_a_draft_waits_until_its_time():
    scheduled()

    assert list(publish_due(SIX - timedelta(seconds=1))) == []
    assert Article.objects.get().status == Status.DRAFT


def test_a_draft_goes_live_at_its_time_whatever_its_score():
    scheduled(quality=1)

    (event,) = publish_due(SIX)

    article = Article.objects.get()
    assert (article.status, article.went_live_at, article.scheduled_for) == ("published", SIX, None)
    assert (event.verb, event.actor) == (Verb.PUBLISHED, None)


def test_the_history_says_whose_decision_it_was():
    by = person("Editor", "ed")
    article = draft()
    schedule(article, at=SIX, by=by, now=NIGHT)

    (event,) = publish_due(SIX)

    assert event.reason == "scheduled by ed"


def test_a_held_draft_stays_until_it_is_released():
    article = scheduled()
    do("hold", article, by=SYSTEM)
    assert list(publish_due(SIX)) == []

    do("release", article, by=SYSTEM)
    assert len(list(publish_due(SIX))) == 1


def test_a_draft_taken_off_the_schedule_stays():
    article = scheduled()

    unschedule(article, by=SYSTEM)

    assert list(publish_due(SIX)) == []


def test_a_rejected_draft_does_not_go_live():
    article = scheduled()

    do("reject", article, by=SYSTEM)

    assert list(publish_due(SIX)) == []


def test_several_go_live_in_the_order_of_their_times():
    late, early = draft(name="late"), draft(name="early")
    schedule(late, at=SIX + timedelta(hours=1), by=SYSTEM, now=NIGHT)
    schedule(early, at=SIX, by=SYSTEM, now=NIGHT)

    events = list(publish_due(SIX + timedelta(hours=2)))

    assert [event.article.name for event in events] == ["early", "late"]


def test_a_time_can_be_moved():
    article = scheduled()

    event = schedule(article, at=SIX + timedelta(days=1), by=SYSTEM, now=NIGHT)

    assert event.before == {"scheduled_for": SIX.isoformat()}
    assert list(publish_due(SIX)) == []


@pytest.mark.parametrize("at", [NIGHT, NIGHT - timedelta(days=9)], ids=["now", "past"])
def test_a_time_that_has_passed_is_refused(at):
    with pytest.raises(NotPossible, match="has passed"):
        schedule(draft(), at=at, by=SYSTEM, now=NIGHT)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(NotPossible):
        schedule(draft(), at=datetime(2031, 5, 4, 6), by=SYSTEM, now=NIGHT)  # noqa: DTZ001


def test_publishing_by_hand_before_the_time_is_the_end_of_the_schedule():
    article = scheduled()
    do("publish", article, by=SYSTEM)

    assert list(publish_due(SIX)) == []
    assert Article.objects.get().version == 3
