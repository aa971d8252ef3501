"""Imports that are killed, and the files they read."""

from datetime import timedelta

from django.utils import timezone

from articles.jobs.tasks import run_job
from articles.models import ImportRun, RunState
from tests.factories import seed_text


def dead(run):
    """Leave the run as a killed worker on another machine does."""
    silent = timezone.now() - timedelta(minutes=3)
    ImportRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, worker="elsewhere.example:1:2", heartbeat=silent
    )


class Killed(BaseException):
    """As the end of a process: nothing of ours catches it."""


def kill(*_):
    raise Killed


def crossing_seeds(number):
    """Files of which each names the next as its coverage."""
    related = [
        [{"title": f"Report {n + 1:03}", "publishedDateTime": "2031-05-04T08:00:00Z", "quality": 9}]
        for n in range(number)
    ]
    return {
        f"report-{n:03}.md": seed_text(
            title=f"Report {n:03}", webUrl=f"https://tidewire.example/{n}", related=related[n]
        )
        for n in range(number)
    }


def work_on(run):
    """Do a queued or interrupted import, preview or undo, as the worker does."""
    run_job.call("ImportRun", run.pk)
    if ImportRun.objects.filter(pk=run.pk).exists():
        run.refresh_from_db()
