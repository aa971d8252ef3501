"""Helpers: publish runs that are executed at once, and interrupted ones."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.jobs.background import resume_jobs
from articles.jobs.lease import row_of
from articles.jobs.lifecycle import execute
from articles.models import RunState
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM

AT_70 = [Rule("All", 70)]
DEAD_WORKER = "elsewhere.example:1:2"


def publish_at(threshold=70, recommended=None, **rest):
    rule = Rule("All", threshold, recommended_threshold=recommended)
    return execute(start_publish_run([rule], by=SYSTEM, **rest))


def interrupt(run, *, state=RunState.RUNNING, worker=DEAD_WORKER):
    """Leave the job as a killed worker does, with an expired lease."""
    silent = timezone.now() - timedelta(minutes=3)
    row_of(run).update(state=state, worker=worker, heartbeat=silent)
    run.refresh_from_db()


def resume():
    """Let the scheduler hand over interrupted jobs, and the queue run them."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        resume_jobs()


def die(*_):
    raise KeyboardInterrupt
