"""Publish runs that are done at once, and interrupted ones."""

from datetime import timedelta

from django.utils import timezone

from articles.models import RunState
from articles.publishing.policy import Rule
from articles.publishing.publish_run import advance, start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.run_undo import rows_of

AT_70 = [Rule("All", 70)]
DEAD_WORKER = "elsewhere.example:1:2"


def publish_at(threshold=70, **rest):
    return advance(start_publish_run([Rule("All", threshold)], by=SYSTEM, **rest))


def interrupt(run):
    """Leave the run as a killed worker does."""
    silent = timezone.now() - timedelta(minutes=3)
    rows_of(run).update(state=RunState.RUNNING, worker=DEAD_WORKER, heartbeat=silent)
    run.refresh_from_db()


def die(*_):
    raise KeyboardInterrupt
