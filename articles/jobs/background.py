"""Hand jobs to the worker, after the commit.

The task is named here and loaded when it is enqueued: with it come the task queue and its drivers,
without which imports from the command line start faster.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.jobs.kinds import all_kinds
from articles.jobs.lease import LeaseTaken, compare_and_set, expired_before
from articles.models import ACTIVE_STATES, Run


def enqueue(job: Run) -> None:
    """Hand a job to the worker, after the commit.

    If the queue cannot be reached this is logged only: `resume_jobs` finds the job within minutes.
    """
    label, pk = type(job).__name__, job.pk

    def send() -> None:
        import_string("articles.jobs.tasks.run_job").enqueue(label, pk)

    transaction.on_commit(send, robust=True)


def resume_jobs() -> None:
    """Hand every active job to the worker whose lease has expired.

    These are jobs whose worker died or released them, and jobs that the queue has lost or has not
    started yet. Each is handed over again only after the time of another lease.
    """
    expired = expired_before()
    for kind in all_kinds():
        for job in kind.model.objects.filter(state__in=ACTIVE_STATES, heartbeat__lt=expired):
            try:
                compare_and_set(job, {"worker": "", "heartbeat": timezone.now()})
            except LeaseTaken:
                continue
            enqueue(job)
