"""Runs and batches in the background, and what the clock does."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.utils import timezone
from django_tasks import task

from articles.models import ACTIVE_STATES, Batch, PublishRun, Run, RunState

from .batches import advance_batch, go_on_undoing_batch
from .claims import is_interrupted
from .heartbeat import beat
from .presence import forget_presences
from .runs import advance, go_on_undoing
from .schedule import expire_due, publish_due
from .undoing import NotToUndo, rows_of

logger = logging.getLogger(__name__)
R = TypeVar("R", bound=Run)


@task()
def publish_task(run_id: int) -> None:
    """Work on a queued or interrupted publish run; does nothing when it is finished."""
    work_on(PublishRun.objects.get(pk=run_id))


@task()
def undo_publish_task(run_id: int) -> None:
    """Do an undoing that was asked for; does nothing when somebody is at it, or it is done."""
    work_on(PublishRun.objects.get(pk=run_id))


@task()
def batch_task(batch_id: int) -> None:
    """Work on a batch or on its undoing; does nothing when it is finished."""
    work_on_batch(Batch.objects.get(pk=batch_id))


@task()
def publish_due_task() -> None:
    """Publish what is scheduled for now; the clock starts it every minute."""
    for _ in publish_due():
        pass


@task()
def expire_due_task() -> None:
    """Take down what was to come down by now; the clock starts it every minute."""
    for _ in expire_due():
        pass


@task()
def heartbeat_task() -> None:
    """Show that a worker works; the clock starts it every minute."""
    beat()


@task()
def forget_presences_task() -> None:
    """Forget who is no longer at an article; the clock starts it."""
    forget_presences()


@task()
def resume_publishing_task() -> None:
    """Go on with publish runs and undoings whose worker died; the clock starts it."""
    for run in PublishRun.objects.filter(state__in=ACTIVE_STATES):
        if is_interrupted(run):
            work_on(run)


@task()
def resume_batches_task() -> None:
    """Go on with batches and their undoings whose worker died; the clock starts it."""
    for batch in Batch.objects.filter(state__in=ACTIVE_STATES):
        if is_interrupted(batch):
            work_on_batch(batch)


def work_on(run: PublishRun) -> None:
    """Bring a run to its end, whatever that is; what went wrong is said on the run."""
    _bring_to_its_end(run, advance, go_on_undoing)


def work_on_batch(batch: Batch) -> None:
    """Bring a batch to its end, whatever that is; what went wrong is said on the batch."""
    _bring_to_its_end(batch, advance_batch, go_on_undoing_batch)


def _bring_to_its_end(run: R, go_on: Callable[[R], R], undo: Callable[[R], R]) -> None:
    try:
        if run.state == RunState.UNDOING:
            undo(run)
        elif run.is_active:
            go_on(run)
    except NotToUndo as error:
        logger.info("%s: %s", run, error)
    except Exception as error:
        logger.exception("%s failed", run)
        rows_of(run).filter(state__in=ACTIVE_STATES).update(
            state=RunState.FAILED, finished_at=timezone.now(), message=str(error)[:2000]
        )
