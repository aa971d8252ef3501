"""Delete previews in the background. Imports are jobs: see `articles.jobs.background`."""

from django_tasks import task

from articles.ingest.preview import delete_old_previews, delete_preview
from articles.models import ImportRun, RunState


@task()
def delete_preview_task(preview_id: int) -> None:
    """Delete a discarded preview; do nothing if it is gone."""
    discarded = ImportRun.previews.filter(pk=preview_id, state=RunState.CANCELLED)
    if preview := discarded.first():
        delete_preview(preview)


@task()
def delete_old_previews_task() -> None:
    """Delete the previews and uploads of more than a day ago."""
    delete_old_previews()
