"""How the work on a run is stopped and its undoing begins: the same for every kind of run.

    request_undoing -> UNDOING, nobody at work -> a task or the clock: begin_undoing -> slices

Who asked is kept on the run, so that whoever goes on with a killed undoing does it in their name.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.jobs.lease import is_free, worker_name
from articles.models import Run, RunState
from articles.workflow.actors import Actor, undoer_columns
from articles.workflow.errors import NotPossible

UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


class NotToUndo(NotPossible):
    """The run is at work, undone already, or somebody else is undoing it."""


def rows_of(run: Run) -> QuerySet[Any]:
    """Return the run's row, for an update that compares what it finds."""
    return QuerySet(type(run)).filter(pk=run.pk)


def stop(run: Run) -> None:
    """Cancel a run before its next slice; nothing happens where it has ended."""
    unfinished = rows_of(run).filter(state__in=UNFINISHED)
    unfinished.update(state=RunState.CANCELLED, finished_at=timezone.now())


def request_undoing(run: Run, by: Actor) -> None:
    """Mark the run as being undone; a task or the clock does the work.

    Raises NotToUndo where it is at work or undone already.
    """
    _begin(run, by, worker="")


def begin_undoing(run: Run, by: Actor | None) -> None:
    """Take up the undoing; of two who want it, one gets it.

    Raises NotToUndo where the run is at work or undone already. An undoing that is taken up
    again stays that of the person who asked for it, unless somebody else asks now.
    """
    _begin(run, by, worker=worker_name())


def _begin(run: Run, by: Actor | None, *, worker: str) -> None:
    run.refresh_from_db()
    if run.state == RunState.UNDONE:
        raise NotToUndo(f"{run} has been undone already.")
    if run.is_active and (run.state == RunState.QUEUED or not is_free(run)):
        raise NotToUndo(f"{run} is still at work. Cancel it first.")
    columns = {
        "state": RunState.UNDOING,
        **(undoer_columns(by) if by else {}),
        "worker": worker,
        "heartbeat": timezone.now(),
    }
    as_read = {"state": run.state, "worker": run.worker, "heartbeat": run.heartbeat}
    try:
        with transaction.atomic():
            taken = rows_of(run).filter(**as_read).update(**columns)
    except IntegrityError as error:
        raise NotToUndo(f"Something else has just begun where {run} was at work.") from error
    if not taken:
        raise NotToUndo(f"{run} is being undone by somebody else.")
    for name, value in columns.items():
        setattr(run, name, value)
