"""Publishing in the background, and by the clock."""

from django_tasks import task

from articles.models import ACTIVE_STATES, PublishRun, RunState

from .claims import is_interrupted
from .runs import advance, undo_publish_run
from .schedule import publish_due


@task()
def publish_task(run_id: int) -> None:
    """Work on a queued or interrupted publish run; does nothing when it is finished."""
    advance(PublishRun.objects.get(pk=run_id))


@task()
def publish_due_task() -> None:
    """Publish what is scheduled for now; the clock starts it every minute."""
    for _ in publish_due():
        pass


@task()
def resume_publishing_task() -> None:
    """Go on with publish runs and undoings whose worker died; the clock starts it."""
    for run in PublishRun.objects.filter(state__in=ACTIVE_STATES).exclude(worker=""):
        if not is_interrupted(run):
            continue
        if run.state == RunState.UNDOING:
            undo_publish_run(run, by=None)
        else:
            advance(run)
