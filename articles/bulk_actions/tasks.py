"""Runs and batches in the background, and what the clock does."""

from django_tasks import task

from articles.bulk_actions.work import work_on, work_on_batch
from articles.jobs.heartbeat import beat
from articles.jobs.lease import is_interrupted
from articles.models import ACTIVE_STATES, Batch, PublishRun
from articles.publishing.schedule import expire_due, publish_due


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
