"""Cancel and undo jobs, and check the rights of the person in whose name a job runs."""

from articles.jobs import lifecycle, undo
from articles.jobs.kinds import J, kind_of
from articles.jobs.lease import is_free
from articles.jobs.lifecycle import JobFailed, Progress, execute
from articles.models import Run, RunState
from articles.workflow.actors import Actor, starter_of, token_of, undoer_columns, undoer_of
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.permissions import require_job_permission


def may_end_job(job: Run, by: Actor) -> bool:
    """Whether a person may cancel and undo a job: their own, or any as a managing editor."""
    try:
        require_job_permission(job, by, kind_of(job).permission(job))
    except NotAllowed:
        return False
    return True


def cancel_job(job: Run, *, by: Actor) -> None:
    """Stop a job after its current batch; what it has done stays until it is undone."""
    require_job_permission(job, by, kind_of(job).permission(job))
    lifecycle.cancel(job)


def request_undo(job: Run, *, by: Actor) -> None:
    """Mark a job to be undone; enqueue it afterwards.

    Raise NotAllowed, or NotPossible if the job is running, is being undone or was undone.
    """
    require_job_permission(job, by, kind_of(job).permission(job))
    try:
        undo.request_undo(job, **undoer_columns(by))
    except undo.UndoRefused as error:
        raise NotPossible(str(error)) from error


def undo_now(job: J, *, by: Actor, progress: Progress | None = None) -> J:
    """Undo a job in this process, or go on with an undo whose worker died."""
    if not (job.state == RunState.UNDOING and is_free(job)):
        request_undo(job, by=by)
    execute(job, progress=progress)
    return job


def check_rights(job: Run) -> None:
    """Raise JobFailed unless the person in whose name the job runs may still do it.

    A token that was revoked stops the job; one that has expired since does not.
    """
    by = undoer_of(job) if job.state == RunState.UNDOING else starter_of(job)
    try:
        require_job_permission(job, by, kind_of(job).permission(job))
    except NotAllowed as error:
        raise JobFailed(f"Stopped: {by} is not allowed to do this any more.") from error
    token = token_of(by)
    if token and token.revoked_at:
        raise JobFailed(f"Stopped: the API token “{token}” of {by} was revoked.")
