"""Bring runs and batches to their end, whatever that is.

Without the queue: an import, whose command loads none, ends with a publish run of its own.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.utils import timezone

from articles.bulk_actions.runs import advance_batch, go_on_undoing_batch
from articles.models import ACTIVE_STATES, Batch, PublishRun, Run, RunState
from articles.publishing.publish_run import advance, go_on_undoing
from articles.workflow.run_undo import NotToUndo, rows_of

logger = logging.getLogger(__name__)
R = TypeVar("R", bound=Run)


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
