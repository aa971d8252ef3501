"""The lease on a job: which worker may write its progress, and until when.

A worker takes the lease by a compare-and-set update and renews it with every batch. The job's row
names the worker, and every write of a worker compares that name: a worker that was paused for so
long that another one took over cannot write anything any more.
"""

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Run, RunState

LEASE_SECONDS: int = settings.NEWSDESK_LEASE_SECONDS
"""A job whose lease was not renewed for this long may be taken over by another worker."""


POLL_SECONDS = 0.5


class LeaseTaken(Exception):
    """Another worker has the job, or it has ended."""


class LeaseLost(Exception):
    """Another worker has taken over the job; this one must not write anything."""


class JobCancelled(Exception):
    """A person has cancelled the job."""


def worker_name() -> str:
    """Return the name of this process: host:pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def expired_before(now: datetime | None = None) -> datetime:
    """Return the time before which a lease must have been renewed to be expired."""
    return (now or timezone.now()) - timedelta(seconds=LEASE_SECONDS)


def is_free(job: Run, now: datetime | None = None) -> bool:
    """Whether the job waits for a worker: none has it, or its lease has expired."""
    return job.is_active and (not job.worker or _is_expired(job, now))


def is_interrupted(job: Run, now: datetime | None = None) -> bool:
    """Whether the job was begun, but no worker has it now. It is resumed within minutes."""
    if job.state == RunState.UNDOING:  # without a worker it may just have been requested
        return _is_expired(job, now)
    return job.state == RunState.RUNNING and is_free(job, now)


def wait_until_free(job: Run, *, on_wait: Callable[[], None]) -> bool:
    """Wait for the lease of a killed worker to expire; return whether the job is free then.

    Return False as soon as the lease is renewed: its worker is alive. `on_wait` is called once,
    before the first pause.
    """
    last_renewal = job.heartbeat
    if not is_free(job):
        on_wait()
    while not is_free(job):
        sleep(POLL_SECONDS)
        job.refresh_from_db()
        if job.heartbeat != last_renewal or not job.is_active:
            return False
    return True


def acquire(job: Run) -> None:
    """Take the lease of a job in the state and with the worker that were read.

    Of two workers that try, one gets it; the other gets LeaseTaken.
    """
    if not is_free(job):
        raise LeaseTaken(f"{job} is {job.get_state_display().lower()}.")
    state = RunState.RUNNING if job.state == RunState.QUEUED else RunState(job.state)
    worker = f"{worker_name()}:{secrets.token_hex(4)}"
    compare_and_set(job, {"state": state, "worker": worker, "heartbeat": timezone.now()})


def compare_and_set(job: Run, columns: Mapping[str, Any]) -> None:
    """Write columns unless the lease has changed since the job was read, else raise LeaseTaken."""
    as_read = {name: getattr(job, name) for name in ("state", "worker", "heartbeat")}
    if not row_of(job).filter(**as_read).update(**columns):
        raise LeaseTaken(f"{job} has just been taken by another worker.")
    _set(job, columns)


def renew(job: Run, **columns: Any) -> None:
    """Write the progress of a job and renew its lease.

    Call it last in the transaction of each batch: where it raises LeaseLost or JobCancelled,
    the batch is rolled back.
    """
    columns["heartbeat"] = timezone.now()
    held = row_of(job).filter(worker=job.worker, state=job.state)
    if not held.update(**columns):
        reload(job)
        raise LeaseLost(f"{job} could not be written.")
    _set(job, columns)


def reload(job: Run) -> None:
    """Read the job again. Raise JobCancelled or LeaseLost unless this worker still has it."""
    held = (job.state, job.worker)
    try:
        job.refresh_from_db()
    except ObjectDoesNotExist:
        raise LeaseLost(f"{job} was deleted.") from None
    if job.state == RunState.CANCELLED:
        raise JobCancelled(f"{job} was cancelled.")
    if (job.state, job.worker) != held:
        raise LeaseLost(f"{job} was taken over by another worker.")


def release(job: Run) -> None:
    """Give the lease back without an outcome, so that the job is resumed later.

    Nothing happens if this worker does not have the job any more.
    """
    row_of(job).filter(worker=job.worker, state=job.state).update(worker="")


def row_of(job: Run) -> QuerySet[Any]:
    """Return the job's row, for an update that compares what it finds."""
    return QuerySet(type(job)).filter(pk=job.pk)


def _is_expired(job: Run, now: datetime | None) -> bool:
    return job.heartbeat < expired_before(now)


def _set(job: Run, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(job, name, value)
