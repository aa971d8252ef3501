"""Imports in the background."""

from pathlib import Path

from django_tasks import task

from articles.models import ACTIVE_STATES, ImportRun, RunState
from articles.workflow.claims import is_interrupted

from .run import Options, import_seeds
from .undo import undo_import_run


@task()
def import_task(run_id: int) -> None:
    """Work on a queued or interrupted import; does nothing when it is finished."""
    run = ImportRun.objects.select_related("source", "started_by").get(pk=run_id)
    if run.state not in {RunState.QUEUED, RunState.RUNNING}:
        return
    import_seeds(
        [Path(run.origin)],
        by=run.started_by,
        source=run.source.name,
        options=Options(**run.options),
        run=run,
    )


@task()
def resume_imports_task() -> None:
    """Go on with imports and undoings whose worker died; the clock starts it every minute."""
    for run in ImportRun.objects.filter(state__in=ACTIVE_STATES).exclude(worker=""):
        if not is_interrupted(run):
            continue
        if run.state == RunState.UNDOING:
            undo_import_run(run, by=None)
        else:
            import_task.call(run.pk)
