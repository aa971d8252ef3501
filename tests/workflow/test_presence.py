"""Who is there: workers by their heartbeat, people by what they have open."""

from datetime import timedelta

import pytest

from articles.bulk_actions.tasks import forget_presences_task, heartbeat_task
from articles.jobs.heartbeat import beat, worker_is_alive
from articles.jobs.lease import worker_name
from articles.models import Heartbeat, Presence
from articles.workflow.errors import NotAllowed
from articles.workflow.presence import forget_presences, leave, mark, others_at
from tests.factories import NOON, draft, person

pytestmark = pytest.mark.django_db
EDITING = Presence.Doing.EDITING


def test_a_worker_is_alive_for_three_minutes_after_its_last_sign():
    assert not worker_is_alive(NOON)
    beat(NOON - timedelta(minutes=9))
    beat(NOON)

    assert worker_is_alive(NOON + timedelta(minutes=3))
    assert not worker_is_alive(NOON + timedelta(minutes=3, seconds=1))
    assert Heartbeat.objects.get().worker == worker_name()


def test_workers_that_are_long_gone_are_forgotten():
    Heartbeat.objects.create(worker="elsewhere:1:2", at=NOON - timedelta(days=2))
    Heartbeat.objects.create(worker="elsewhere:3:4", at=NOON - timedelta(hours=2))

    beat(NOON)

    assert Heartbeat.objects.count() == 2


def test_the_clock_leaves_a_sign():
    heartbeat_task.call()

    assert worker_is_alive()


def test_the_others_at_an_article_are_shown_with_what_they_do():
    ann, ben, me = person(username="ann"), person(username="ben"), person()
    one, two, three = draft(), draft(), draft()
    mark(ann, one, now=NOON)
    mark(ben, one, EDITING, now=NOON + timedelta(seconds=1))
    mark(ann, two, EDITING, now=NOON)
    mark(me, two, now=NOON)
    mark(ann, three, now=NOON)

    found = others_at([one, two], me, now=NOON + timedelta(seconds=5))

    assert {pk: [str(each) for each in there] for pk, there in found.items()} == {
        one.pk: ["ben is editing it", "ann is looking at it"],
        two.pk: ["ann is editing it"],
    }


def test_who_gives_no_sign_for_long_is_not_there():
    ann, article = person(), draft()
    mark(ann, article, now=NOON)

    assert others_at([article], person(), now=NOON + timedelta(seconds=89))
    assert not others_at([article], person(), now=NOON + timedelta(seconds=90))


def test_a_sign_again_is_the_same_presence():
    ann, article = person(), draft()
    mark(ann, article, now=NOON)
    mark(ann, article, EDITING, now=NOON + timedelta(minutes=1))

    presence = Presence.objects.get()
    assert (presence.doing, presence.seen_at) == (EDITING, NOON + timedelta(minutes=1))


def test_who_leaves_is_gone():
    ann, article, other = person(), draft(), draft()
    mark(ann, article)
    mark(ann, other)

    leave(ann, article)

    assert Presence.objects.get().article == other


def test_old_presences_are_forgotten():
    mark(person(), draft(), now=NOON)
    mark(person(), draft(), now=NOON + timedelta(minutes=2))

    forget_presences(NOON + timedelta(minutes=2))
    assert Presence.objects.count() == 1

    forget_presences_task.call()
    assert Presence.objects.count() == 1, "the future is not old"


@pytest.mark.parametrize("number", [1, 20])
def test_looking_for_the_others_is_one_question(number, django_assert_num_queries):
    articles, me = [draft() for _ in range(number)], person()
    for article in articles:
        mark(person(), article, now=NOON)

    with django_assert_num_queries(1):
        found = others_at(articles, me, now=NOON)
        assert len([str(each) for there in found.values() for each in there]) == number


def test_who_may_see_nothing_is_not_shown():
    with pytest.raises(NotAllowed):
        mark(person(""), draft())
