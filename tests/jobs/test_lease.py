"""A lease names the worker of a job; a worker that lost it can write nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.jobs import lease
from articles.jobs.lease import (
    JobCancelled,
    LeaseLost,
    LeaseTaken,
    acquire,
    is_free,
    is_interrupted,
    release,
    renew,
    row_of,
    wait_until_free,
)
from articles.jobs.lifecycle import cancel, fail
from articles.models import PublishRun, RunState


def job_in(state, worker="host:1:aa", silent_seconds=0):
    heartbeat = timezone.now() - timedelta(seconds=silent_seconds)
    return PublishRun(state=state, worker=worker, heartbeat=heartbeat)


@pytest.mark.parametrize(
    ("state", "worker", "silent_seconds", "free", "interrupted"),
    [
        ("queued", "", 0, True, False),
        ("queued", "", 900, True, False),
        ("running", "host:1:aa", 0, False, False),
        ("running", "host:1:aa", 110, False, False),
        ("running", "host:1:aa", 130, True, True),
        ("running", "", 0, True, True),
        ("undoing", "", 0, True, False),
        ("undoing", "", 130, True, True),
        ("undoing", "host:1:aa", 110, False, False),
        ("undoing", "host:1:aa", 130, True, True),
        ("done", "", 900, False, False),
        ("cancelled", "", 900, False, False),
        ("failed", "", 900, False, False),
        ("undone", "", 900, False, False),
    ],
)
def test_is_free_and_is_interrupted(state, worker, silent_seconds, free, interrupted):
    job = job_in(state, worker, silent_seconds)

    assert (is_free(job), is_interrupted(job)) == (free, interrupted)


@pytest.fixture
def job(db):
    return PublishRun.objects.create()


def copy_of(job):
    return PublishRun.objects.get(pk=job.pk)


def expire(job):
    PublishRun.objects.update(heartbeat=timezone.now() - timedelta(minutes=3))
    job.refresh_from_db()


def test_acquire_by_two_workers_gives_it_to_one(job):
    other = copy_of(job)

    acquire(job)

    assert (copy_of(job).state, copy_of(job).worker) == (RunState.RUNNING, job.worker)
    with pytest.raises(LeaseTaken):
        acquire(other)
    with pytest.raises(LeaseTaken):
        acquire(copy_of(job))


@pytest.fixture
def loser(job):
    """A worker whose lease expired, and whose job another worker has acquired."""
    acquire(job)
    paused = copy_of(job)
    expire(job)
    acquire(job)
    return paused


def test_renew_after_another_worker_took_over_raises_and_writes_nothing(job, loser):
    with pytest.raises(LeaseLost):
        renew(loser, totals={"published": 9}, cursor=9)

    assert (copy_of(job).totals, copy_of(job).worker) == ({}, job.worker)


@pytest.mark.parametrize("write", [release, lambda job: fail(job, "It went wrong.")])
def test_release_or_fail_after_another_worker_took_over_changes_nothing(job, loser, write):
    write(loser)

    stored = copy_of(job)
    assert (stored.state, stored.worker, stored.message) == (RunState.RUNNING, job.worker, "")


def test_renew_of_an_expired_lease_that_is_still_free_succeeds(job):
    acquire(job)
    expire(job)

    renew(job, cursor=5)

    assert copy_of(job).cursor == 5
    assert not is_free(copy_of(job))


def test_renew_of_a_cancelled_job_raises_and_writes_nothing(job):
    acquire(job)
    cancel(copy_of(job))

    with pytest.raises(JobCancelled):
        renew(job, cursor=5)
    assert copy_of(job).cursor == 0


def test_renew_of_a_deleted_job_raises(job):
    acquire(job)
    copy_of(job).delete()

    with pytest.raises(LeaseLost):
        renew(job)


def test_wait_until_free_returns_once_the_lease_has_expired(job, monkeypatch):
    acquire(job)
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0)

    assert wait_until_free(job, on_wait=lambda: None)


def test_wait_until_free_stops_when_the_worker_renews_the_lease(job, monkeypatch):
    acquire(job)
    waits = []

    def renew_meanwhile(_seconds):
        row_of(job).update(heartbeat=timezone.now() + timedelta(seconds=1))

    monkeypatch.setattr(lease, "sleep", renew_meanwhile)

    assert not wait_until_free(job, on_wait=lambda: waits.append(1))
    assert waits == [1]
