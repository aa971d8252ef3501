"""Imports in the background."""

import logging
from pathlib import Path

from django.utils import timezone
from django_tasks import task

from articles.ingest.confirm import note_what_differs
from articles.ingest.file_selection import Choice
from articles.ingest.import_state import ImportBusy, ImportCancelled, Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.preview import forget_preview, forget_previews, work_out
from articles.ingest.undo import go_on_undoing
from articles.ingest.uploads import check_here
from articles.jobs.lease import is_interrupted
from articles.models import ACTIVE_STATES, ImportPreview, ImportRun, RunState
from articles.workflow.actors import starter_of
from articles.workflow.run_undo import NotToUndo

logger = logging.getLogger(__name__)


@task()
def import_task(run_id: int) -> None:
    """Work on a queued or interrupted import; does nothing when it is finished."""
    work_on(ImportRun.objects.select_related("source", "started_by").get(pk=run_id))


@task()
def undo_import_task(run_id: int) -> None:
    """Do an undoing that was asked for; does nothing when somebody is at it, or it is done."""
    work_on(ImportRun.objects.select_related("source", "undone_by").get(pk=run_id))


@task()
def resume_imports_task() -> None:
    """Go on with imports and undoings whose worker died; the clock starts it every minute."""
    active = ImportRun.objects.filter(state__in=ACTIVE_STATES)
    for run in active.select_related("source", "started_by"):
        if is_interrupted(run):
            work_on(run)


@task()
def preview_task(preview_id: int) -> None:
    """Work on a waiting or interrupted preview; does nothing when it is finished."""
    preview_on(ImportPreview.objects.select_related("started_by").get(pk=preview_id))


@task()
def forget_preview_task(preview_id: int) -> None:
    """Delete a preview that was put away; does nothing when it is gone."""
    if preview := ImportPreview.objects.filter(pk=preview_id, state=RunState.CANCELLED).first():
        forget_preview(preview)


@task()
def resume_previews_task() -> None:
    """Work out anew the previews whose worker died; the clock starts it every minute."""
    active = ImportPreview.objects.filter(state__in=ACTIVE_STATES)
    for preview in active.select_related("started_by"):
        if is_interrupted(preview):
            preview_on(preview)


@task()
def forget_previews_task() -> None:
    """Forget previews and uploads of more than a day ago, and what was put away; the clock starts
    it every hour."""
    forget_previews()


def preview_on(preview: ImportPreview) -> None:
    """Bring a preview to its end, unless somebody else does."""
    try:
        if preview.state == RunState.QUEUED or is_interrupted(preview):
            work_out(preview, use_process=True)
    except ImportBusy as error:
        logger.info("%s: %s", preview, error)


def work_on(run: ImportRun) -> None:
    """Bring a run to its end, whatever that is; what went wrong is said on the run."""
    try:
        if run.state == RunState.UNDOING:
            go_on_undoing(run)
        elif run.state == RunState.QUEUED or is_interrupted(run):
            _import(run)
    except (ImportBusy, ImportCancelled, NotToUndo) as error:
        logger.info("%s: %s", run, error)
    except Exception as error:
        logger.exception("%s failed", run)
        ImportRun.objects.filter(pk=run.pk, state__in=ACTIVE_STATES).update(
            state=RunState.FAILED, finished_at=timezone.now(), message=str(error)[:2000]
        )


def _import(run: ImportRun) -> None:
    paths = [Path(path) for path in run.paths or [run.origin]]
    check_here(paths)
    import_seeds(
        paths,
        by=starter_of(run),
        source=run.source.name,
        options=Options(**run.options),
        choice=Choice.of(run.chosen),
        run=run,
        use_process=True,
    )
    run.refresh_from_db()
    note_what_differs(run)
