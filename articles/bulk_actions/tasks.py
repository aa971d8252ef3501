"""What the scheduler starts."""

from django_tasks import task

from articles.jobs.heartbeat import beat
from articles.jobs.tasks import resume_jobs
from articles.publishing.schedule import expire_due, publish_due


@task()
def publish_due_task() -> None:
    """Publish what is scheduled for now."""
    for _ in publish_due():
        pass


@task()
def expire_due_task() -> None:
    """Take down what was to come down by now."""
    for _ in expire_due():
        pass


@task()
def heartbeat_task() -> None:
    """Show that a worker is running."""
    beat()


@task()
def resume_jobs_task() -> None:
    """Hand over the jobs that no worker has."""
    resume_jobs()
