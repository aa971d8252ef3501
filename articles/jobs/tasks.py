"""Jobs in the background queue. `articles.jobs.background` enqueues this task."""

from django.apps import apps
from django_tasks import task

from articles.jobs.lifecycle import execute


@task()
def run_job(model: str, pk: int) -> None:
    """Run or undo a job; do nothing if it has ended, was deleted, or another worker has it."""
    if job := apps.get_model("articles", model).objects.filter(pk=pk).first():
        execute(job)
