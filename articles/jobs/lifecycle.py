"""The life cycle of every long-running job.

    queued --> running --> done | failed | cancelled
               any of these but queued --> undoing --> undone

`execute` brings a job of any kind to its end, batch by batch. Faults that pass (a restart of the
database, a lock timeout, a deadlock) are retried; if they last, the job is released and resumed
later. Only real faults end a job as failed.
"""

import logging
from collections.abc import Callable
from time import sleep

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from articles.db.retry import is_transient
from articles.jobs.kinds import J, Kind, kind_of
from articles.jobs.lease import (
    JobCancelled,
    LeaseLost,
    LeaseTaken,
    acquire,
    release,
    reload,
    renew,
    row_of,
)
from articles.models import Run, RunState

logger = logging.getLogger(__name__)
RETRY_SECONDS = (0.5, 2.0, 8.0)
UNEXPECTED = "An unexpected error stopped this. The administrator finds it in the server's log."
Progress = Callable[[int, int], None]


class JobFailed(Exception):
    """The job cannot go on. The message is shown to people."""


def execute(job: J, *, progress: Progress | None = None) -> J:
    """Run or undo a job to its end and return it; do nothing if another worker has it or it ended.

    Nothing that goes wrong is raised: it is logged and stored on the job. KeyboardInterrupt and
    SystemExit release the job and are raised. `progress` is called after each batch.
    """
    try:
        acquire(job)
    except LeaseTaken as error:
        logger.info("%s", error)
        _reread(job)
        return job
    try:
        _run(job, kind_of(job), progress)
    except (LeaseLost, JobCancelled) as error:
        logger.info("%s", error)
    except (JobFailed, PermissionDenied) as error:
        fail(job, str(error))
    except Exception as error:
        logger.exception("%s stopped", job)
        if is_transient(error):
            _release_if_possible(job)
        else:
            fail(job, UNEXPECTED)
    except BaseException:
        _release_if_possible(job)
        raise
    _reread(job)
    return job


def finish(job: Run, **columns: object) -> None:
    """End a job as done, or as undone. Raises LeaseLost and JobCancelled as `renew`."""
    state = RunState.UNDONE if job.state == RunState.UNDOING else RunState.DONE
    renew(job, state=state, finished_at=timezone.now(), worker="", **columns)


def fail(job: Run, message: str) -> None:
    """End a job as failed; do nothing if this worker does not have it any more."""
    held = row_of(job).filter(worker=job.worker, state=job.state)
    failed = {"state": RunState.FAILED, "finished_at": timezone.now(), "message": message}
    held.update(**failed, worker="")


def cancel(job: Run) -> None:
    """Cancel a queued or running job; its worker stops at the end of the batch and stores nothing
    more. Nothing happens if the job has ended."""
    unfinished = row_of(job).filter(state__in=(RunState.QUEUED, RunState.RUNNING))
    unfinished.update(state=RunState.CANCELLED, finished_at=timezone.now(), worker="")


def _run(job: J, kind: Kind[J], progress: Progress | None) -> None:
    while _step(job, kind):
        if progress:
            progress(*job.progress)
    if job.is_active:
        finish(job)


def _step(job: J, kind: Kind[J]) -> bool:
    """Do one batch; repeat it after faults that pass."""
    for seconds in RETRY_SECONDS:
        try:
            return _batch(job, kind)
        except (DatabaseError, InterfaceError) as error:
            if connection.in_atomic_block or not is_transient(error):
                raise
            logger.warning("%s is retried in %s seconds: %s", job, seconds, error)
            connection.close_if_unusable_or_obsolete()
            sleep(seconds)
    return _batch(job, kind)


def _batch(job: J, kind: Kind[J]) -> bool:
    reload(job)
    kind.check(job)
    return kind.undo_step(job) if job.state == RunState.UNDOING else kind.step(job)


def _release_if_possible(job: Run) -> None:
    try:
        release(job)
    except DatabaseError:
        logger.warning("%s could not be released; its lease expires", job)


def _reread(job: Run) -> None:
    try:
        job.refresh_from_db()
    except (DatabaseError, ObjectDoesNotExist):
        logger.warning("%s could not be read again", job)
