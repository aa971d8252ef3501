"""Previews: dry runs that are stored, so that people can look before they confirm.

    start_preview -> ImportRun(dry_run=True), queued -> import_run -> ImportItem for each file

A preview writes nothing but itself. A killed one begins again.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.content.seed_limits import limits_in_force
from articles.ingest.options import FileSelection, Options, check_request, known_source
from articles.ingest.uploads import LIFETIME, delete_upload, old_uploads, upload_root
from articles.jobs.lease import row_of
from articles.models import ACTIVE_STATES, ImportRun, RunState, Source
from articles.seeds.count import count_seeds
from articles.seeds.sources import open_source
from articles.workflow.actors import Actor, starter_columns
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_job_permission

FEW_FILES = 200
"""Up to this many files are previewed while the browser waits."""
DELETED_AT_ONCE = 5_000


def start_preview(
    paths: Sequence[Path],
    *,
    by: Actor,
    label: str,
    source: str = "default",
    options: Options | None = None,
    upload: str = "",
    selection: FileSelection | None = None,
) -> ImportRun:
    """Return a queued preview of files, a zip or a folder; `upload` names their upload.

    Raises NotAllowed, SourceNotFound or SourceRefused, with nothing written.
    """
    options, source = options or Options(), known_source(source)
    check_request(by, source, options)
    for path in paths:
        open_source(path, limits_in_force())
    return ImportRun.objects.create(
        dry_run=True,
        source=Source.objects.get_or_create(name=source)[0],
        label=label,
        upload=upload,
        paths=[str(path) for path in paths],
        options=options.as_dict(),
        file_selection=(selection or FileSelection()).as_dict(),
        **starter_columns(by),
        total_count=sum(map(count_seeds, paths)),
    )


def is_small(preview: ImportRun) -> bool:
    """Whether a browser can wait for the preview."""
    return (preview.total_count or 0) <= FEW_FILES


def refresh_preview(preview: ImportRun, *, by: Actor) -> ImportRun:
    """Queue a preview once more; excluded files stay excluded.

    Raises NotPossible if it is running, or was confirmed or discarded, and NotAllowed.
    """
    require_job_permission(preview, by, "import_seeds")
    only = FileSelection.of(preview.file_selection).only
    selection = FileSelection(only, excluded_paths(preview))
    now = timezone.now()
    with transaction.atomic():
        locked = lock_unconfirmed(preview)
        if locked.is_active:
            raise NotPossible(f"{preview} is running.")
        row_of(locked).update(
            state=RunState.QUEUED,
            worker="",
            message="",
            file_selection=selection.as_dict(),
            totals={},
            heartbeat=now,
            created_at=now,
            finished_at=None,
        )
    preview.refresh_from_db()
    return preview


def discard_preview(preview: ImportRun, *, by: Actor) -> None:
    """Stop a preview and hide it; `delete_preview` deletes it later, which takes longer.

    Raises NotAllowed, and NotPossible if it was confirmed.
    """
    require_job_permission(preview, by, "import_seeds")
    with transaction.atomic():
        cancelled = {"state": RunState.CANCELLED, "finished_at": timezone.now(), "worker": ""}
        row_of(lock_unconfirmed(preview)).update(**cancelled)


def lock_unconfirmed(preview: ImportRun) -> ImportRun:
    """Lock a preview until the caller's transaction ends, and return it as it is now.

    Raises NotPossible if it was confirmed or discarded.
    """
    previews = ImportRun.previews.exclude(state=RunState.CANCELLED)
    locked = previews.select_for_update().filter(pk=preview.pk).first()
    if locked is None or ImportRun.imports.filter(preview=locked).exists():
        raise NotPossible(f"{preview} has been confirmed or discarded.")
    return locked


def excluded_paths(preview: ImportRun) -> frozenset[str]:
    return frozenset(preview.items.filter(is_excluded=True).values_list("path", flat=True))


def delete_preview(preview: ImportRun) -> None:
    """Delete a preview, its items in slices, and its source if nothing else is in it."""
    items = preview.items.order_by("pk")
    while pks := list(items.values_list("pk", flat=True)[:DELETED_AT_ONCE]):
        items.filter(pk__lte=pks[-1]).order_by().delete()
    preview.delete()
    unused = {"articles": None, "seed_files": None, "import_runs": None}
    Source.objects.filter(pk=preview.source_id, placeholders=[], **unused).delete()


def delete_old_previews() -> None:
    """Delete previews and uploads that are older than a day, and discarded previews.

    Keep what an import may still need: to be resumed, or to retry its refused files.
    """
    oldest = timezone.now() - LIFETIME
    needed = _imports_that_need_their_files()
    old = ImportRun.previews.filter(Q(created_at__lt=oldest) | Q(state=RunState.CANCELLED))
    for preview in old.exclude(confirmed_as__in=needed).exclude(state__in=ACTIVE_STATES):
        delete_preview(preview)
    used = {*ImportRun.previews.values_list("upload", flat=True)}
    for folder in old_uploads():
        root = f"{upload_root() / folder}"
        in_upload = Q(paths__0=root) | Q(paths__0__startswith=f"{root}/")
        if folder not in used and not needed.filter(in_upload).exists():
            delete_upload(folder)


def _imports_that_need_their_files() -> QuerySet[ImportRun]:
    ended_lately = Q(finished_at__gte=timezone.now() - LIFETIME)
    return ImportRun.imports.filter(Q(state__in=ACTIVE_STATES) | ended_lately)
