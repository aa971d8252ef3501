"""Imports of what was uploaded, in the background."""

import logging
from pathlib import Path

from django.utils import timezone
from django_tasks import task

from articles.ingest.job import ImportCancelled, Options
from articles.ingest.run import import_seeds
from articles.models import ACTIVE_STATES, ImportRun, RunState

logger = logging.getLogger(__name__)


@task()
def import_upload_task(run_id: int, paths: list[str]) -> None:
    """Work on a waiting import of these files; what goes wrong is said on the run.

    Not `ingest.tasks.import_task`: that one knows a run of one path, and a folder of loose seeds
    would make it look for all the files that were not uploaded.
    """
    run = ImportRun.objects.select_related("source", "started_by").get(pk=run_id)
    if run.state != RunState.QUEUED:
        return
    try:
        _import(run, [Path(path) for path in paths])
    except ImportCancelled:
        logger.info("Import %s was cancelled", run_id)
    except Exception as error:
        logger.exception("Import %s failed", run_id)
        ImportRun.objects.filter(pk=run.pk, state__in=ACTIVE_STATES).update(
            state=RunState.FAILED, finished_at=timezone.now(), message=str(error)[:2000]
        )


def _import(run: ImportRun, paths: list[Path]) -> None:
    options = Options(**run.options)
    import_seeds(paths, by=run.started_by, source=run.source.name, options=options, run=run)
