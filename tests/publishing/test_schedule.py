"""Scheduled drafts are published at their time."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Article, Status, Verb
from articles.publishing.schedule import publish_due
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import publish, reject, schedule, unschedule
from tests.factories import draft, person
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db
SIX = datetime(2031, 5, 4, 6, tzinfo=UTC)
NIGHT = SIX - timedelta(hours=6)


def scheduled(**traits):
    article = draft(**traits)
    schedule(article, at=SIX, by=SYSTEM, now=NIGHT)
    return article


def test_publish_due_before_the_time_does_nothing():
    scheduled()

    assert list(publish_due(SIX - timedelta(seconds=1))) == []
    assert Article.objects.get().status == Status.DRAFT


def test_publish_due_publishes_at_the_time_with_any_score():
    scheduled(quality=1)

    (event,) = publish_due(SIX)

    article = Article.objects.get()
    assert (article.status, article.went_live_at, article.scheduled_for) == ("published", SIX, None)
    assert (event.verb, event.actor) == (Verb.PUBLISHED, None)


def test_publish_due_names_who_scheduled_it():
    by = person("Editor", "ed")
    article = draft()
    schedule(article, at=SIX, by=by, now=NIGHT)

    (event,) = publish_due(SIX)

    assert event.reason == "scheduled by ed"


def test_publish_due_skips_a_held_draft_until_it_is_released():
    article = scheduled()
    do("hold", article, by=SYSTEM)
    assert list(publish_due(SIX)) == []

    do("release", article, by=SYSTEM)
    assert len(list(publish_due(SIX))) == 1


@pytest.mark.parametrize("end", [unschedule, reject, publish])
def test_publish_due_skips_a_draft_whose_schedule_has_ended(end):
    article = scheduled()
    end(article, by=SYSTEM)

    assert list(publish_due(SIX)) == []
    assert Article.objects.get().version == 3


def test_publish_due_publishes_in_the_order_of_the_times():
    late, early = draft(name="late"), draft(name="early")
    schedule(late, at=SIX + timedelta(hours=1), by=SYSTEM, now=NIGHT)
    schedule(early, at=SIX, by=SYSTEM, now=NIGHT)

    events = list(publish_due(SIX + timedelta(hours=2)))

    assert [event.article.name for event in events] == ["early", "late"]


def test_schedule_again_moves_the_time():
    article = scheduled()

    event = schedule(article, at=SIX + timedelta(days=1), by=SYSTEM, now=NIGHT)

    assert event.before == {"scheduled_for": SIX.isoformat()}
    assert list(publish_due(SIX)) == []


@pytest.mark.parametrize("at", [NIGHT, NIGHT - timedelta(days=9)], ids=["now", "past"])
def test_schedule_in_the_past_is_refused(at):
    with pytest.raises(NotPossible, match="has passed"):
        schedule(draft(), at=at, by=SYSTEM, now=NIGHT)


def test_schedule_without_a_time_zone_is_refused():
    with pytest.raises(NotPossible):
        schedule(draft(), at=datetime(2031, 5, 4, 6), by=SYSTEM, now=NIGHT)  # noqa: DTZ001
