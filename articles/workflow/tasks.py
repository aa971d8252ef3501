"""Publishing in the background, and by the clock."""

import logging

from django.utils import timezone
from django_tasks import task

from articles.models import ACTIVE_STATES, PublishRun, RunState

from .claims import is_interrupted
from .runs import advance, undo_publish_run
from .schedule import publish_due

logger = logging.getLogger(__name__)


@task()
def publish_task(run_id: int) -> None:
    """Work on a queued or interrupted publish run; does nothing when it is finished."""
    work_on(PublishRun.objects.get(pk=run_id))


@task()
def publish_due_task() -> None:
    """Publish what is scheduled for now; the clock starts it every minute."""
    for _ in publish_due():
        pass


@task()
def resume_publishing_task() -> None:
    """Go on with publish runs and undoings whose worker died; the clock starts it."""
    for run in PublishRun.objects.filter(state__in=ACTIVE_STATES):
        if is_interrupted(run):
            work_on(run)


def work_on(run: PublishRun) -> None:
    """Bring a run to its end, whatever that is; what went wrong is said on the run."""
    try:
        if run.state == RunState.UNDOING:
            undo_publish_run(run, by=None)
        elif run.is_active:
            advance(run)
    except Exception as error:
        logger.exception("%s failed", run)
        PublishRun.objects.filter(pk=run.pk, state__in=ACTIVE_STATES).update(
            state=RunState.FAILED, finished_at=timezone.now(), message=str(error)[:2000]
        )
