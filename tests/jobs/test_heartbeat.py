"""Workers show by their heartbeat that they are alive."""

from datetime import timedelta

import pytest

from articles.jobs.heartbeat import beat, worker_is_alive
from articles.jobs.lease import worker_name
from articles.models import Heartbeat
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_worker_is_alive_until_three_minutes_after_a_heartbeat():
    assert not worker_is_alive(NOON)
    beat(NOON - timedelta(minutes=9))
    beat(NOON)

    assert worker_is_alive(NOON + timedelta(minutes=3))
    assert not worker_is_alive(NOON + timedelta(minutes=3, seconds=1))
    assert Heartbeat.objects.get().worker == worker_name()


def test_beat_deletes_heartbeats_older_than_a_day():
    Heartbeat.objects.create(worker="elsewhere:1:2", at=NOON - timedelta(days=2))
    Heartbeat.objects.create(worker="elsewhere:3:4", at=NOON - timedelta(hours=2))

    beat(NOON)

    assert Heartbeat.objects.count() == 2
