"""Confirm a preview as an import, and report how the import differed from it."""

from collections.abc import Iterator
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.ingest.import_state import ImportBusy
from articles.ingest.options import FileSelection, Options, check_request
from articles.ingest.preview import excluded_paths, start_preview
from articles.ingest.server_folders import check_paths
from articles.models import Article, ImportItem, ImportOutcome, ImportRun, RunState
from articles.seeds.sources import SourceNotFound
from articles.workflow.actors import Actor, starter_columns
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_job_permission, require_permission

NAMED = 5
"""Files named in a message; the run's items hold them all."""
WRITTEN = (ImportOutcome.CREATED, ImportOutcome.CHANGED, ImportOutcome.CONFLICT)


def outdated_items(preview: ImportRun) -> QuerySet[ImportItem]:
    """Return the included items that do not hold any more.

    Another import has touched or undone their file since, or their article was changed or deleted.
    """
    since = Q(run__created_at__gt=preview.created_at) | Q(run__finished_at__gt=preview.created_at)
    others = ImportItem.objects.filter(since, run__source=preview.source_id, run__dry_run=False)
    imported = others.exclude(outcome=ImportOutcome.REFUSED).values("path")
    as_shown = Article.objects.filter(pk=OuterRef("article"), version=OuterRef("version"))
    changed = Q(version__isnull=False) & ~Exists(as_shown)
    return preview.items.filter(Q(path__in=imported) | changed, is_excluded=False)


def confirmed_import(preview: ImportRun) -> ImportRun | None:
    """Return the import that a preview was confirmed as."""
    return ImportRun.imports.filter(preview=preview).first()


def confirm(preview: ImportRun, *, by: Actor) -> ImportRun:
    """Return the queued import of what a preview shows, or the one that it was confirmed as.

    Raises NotPossible if the preview is not ready or outdated, ImportBusy if another import into
    the source is not finished, NotAllowed if it is another person's.
    """
    require_job_permission(preview, by, "import_seeds")
    check_request(by, preview.source.name, Options(**preview.options))
    if run := confirmed_import(preview):
        return run
    if preview.state != RunState.DONE:
        raise NotPossible("This preview is not ready.")
    _check_paths(preview)
    if count := outdated_items(preview).count():
        files = "1 file has" if count == 1 else f"{count:,} files have"
        raise NotPossible(
            f"This preview is out of date: {files} changed since. Refresh the preview."
        )
    try:
        return _create_import(preview, by)
    except IntegrityError:
        if run := confirmed_import(preview):  # confirmed twice at the same time
            return run
        raise ImportBusy(
            f"Another import into {preview.source} is running. Wait for it, then confirm again."
        ) from None


@transaction.atomic
def _create_import(preview: ImportRun, by: Actor) -> ImportRun:
    locked = ImportRun.previews.select_for_update().get(pk=preview.pk)
    if locked.state != RunState.DONE:
        raise NotPossible("This preview was discarded, or is being refreshed.")
    return ImportRun.objects.create(
        preview=preview,
        source=preview.source,
        label=preview.label,
        paths=preview.paths,
        options=preview.options,
        file_selection=included_files(preview).as_dict(),
        **starter_columns(by),
        total_count=_items_to_import(preview).count(),
    )


def included_files(preview: ImportRun) -> FileSelection:
    """Return the files of a preview without the excluded ones."""
    excluded = excluded_paths(preview)
    only = FileSelection.of(preview.file_selection).only
    return FileSelection(None, excluded) if only is None else FileSelection(only - excluded)


def _items_to_import(preview: ImportRun) -> QuerySet[ImportItem]:
    not_imported = [ImportOutcome.UNCHANGED, ImportOutcome.MISSING]
    return preview.items.filter(is_excluded=False).exclude(outcome__in=not_imported)


def note_differences(run: ImportRun) -> None:
    """Add to the message of a finished import what it did differently from its preview."""
    if run.preview is None or run.state != RunState.DONE:
        return
    differences = [*_differences(run.preview, run)]
    if differences:
        files = "1 file" if len(differences) == 1 else f"{len(differences):,} files"
        more = "" if len(differences) <= NAMED else f"; and {len(differences) - NAMED} more"
        text = f"{files} differed from the preview: "
        text += "; ".join(differences[:NAMED]) + more + "."
        run.message = f"{run.message}\n{text}".strip()
        run.save(update_fields=["message"])


def _differences(preview: ImportRun, run: ImportRun) -> Iterator[str]:
    shown = _outcomes(preview.items.filter(is_excluded=False))
    done = _outcomes(run.items.all())
    for path in {**shown, **done}:
        before, after = shown.get(path), done.get(path)
        if before != after:
            yield f"{path}: {_word(after)}, shown as {_word(before)}"


def _outcomes(items: QuerySet[ImportItem]) -> dict[str, str]:
    return dict(items.filter(outcome__in=WRITTEN).values_list("path", "outcome").order_by())


def _word(outcome: str | None) -> str:
    return ImportOutcome(outcome).label.lower() if outcome else "not imported"


def retry_refused(run: ImportRun, *, by: Actor) -> ImportRun:
    """Return a queued preview of the files that a run refused, and of nothing else.

    Raises NotPossible if there are none, or if their files may not be read any more.
    """
    require_permission(by, "import_seeds")
    refused = refused_paths(run)
    if not refused:
        raise NotPossible(f"{run} has refused nothing.")
    if run.is_active:
        raise NotPossible(f"{run} is not finished.")
    _check_paths(run)
    return start_preview(
        [Path(path) for path in run.paths],
        by=by,
        label=f"refused files of {run.label}"[:1000],
        source=run.source.name,
        options=Options(**run.options),
        upload=run.preview.upload if run.preview else "",
        selection=FileSelection(only=frozenset(refused)),
    )


def refused_paths(run: ImportRun) -> list[str]:
    refused = run.items.filter(outcome=ImportOutcome.REFUSED)
    return [*refused.order_by("path").values_list("path", flat=True).distinct()]


def _check_paths(run: ImportRun) -> None:
    try:
        check_paths(run.paths)
    except SourceNotFound as error:
        raise NotPossible(str(error)) from None
