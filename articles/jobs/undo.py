"""Request the undo of a job. The undo itself is run by `lifecycle.execute`."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.jobs.lease import LeaseTaken, compare_and_set, is_interrupted
from articles.models import Run, RunState


class UndoRefused(Exception):
    """The job is running, is being undone or has been undone."""


def request_undo(job: Run, **undone_by: Any) -> None:
    """Set a job to `undoing`; a worker takes it from there.

    `undone_by` are the columns that say who asked. Raise UndoRefused if the job is running,
    is being undone or was undone.
    """
    job.refresh_from_db()
    if job.state in (RunState.UNDOING, RunState.UNDONE):
        state = "is being undone" if job.is_active else "was undone"
        raise UndoRefused(f"{job} {state} already.")
    if job.is_active and not is_interrupted(job):
        raise UndoRefused(f"{job} is not finished. Cancel it first.")
    columns = {"state": RunState.UNDOING, "worker": "", "heartbeat": timezone.now(), **undone_by}
    try:
        with transaction.atomic():
            compare_and_set(job, columns)
    except LeaseTaken as error:
        raise UndoRefused(f"{job} has just been taken by a worker. Try again.") from error
    except IntegrityError as error:  # one active import for each source
        raise UndoRefused(f"Another import is running. Undo {job} when it has ended.") from error
