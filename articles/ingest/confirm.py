"""From a preview to its import, which does what was shown or says what came out otherwise."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.ingest.file_selection import Choice
from articles.ingest.import_state import ImportBusy, Options
from articles.ingest.pipeline import check_import
from articles.ingest.preview import start_preview
from articles.ingest.uploads import check_here
from articles.models import (
    Article,
    Event,
    ImportItem,
    ImportOutcome,
    ImportPreview,
    ImportRun,
    PreviewItem,
    RunState,
    Source,
    User,
)
from articles.seeds.sources import SourceNotFound
from articles.workflow.actors import starter_columns
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_job_permission, require_permission

NAMED = 5
"""So many files are named in a remark; the run's items hold them all."""
WRITTEN = (ImportOutcome.CREATED, ImportOutcome.CHANGED, ImportOutcome.CONFLICT)


def outdated_items(preview: ImportPreview) -> QuerySet[PreviewItem]:
    """Return the items that no longer hold: another import has done something with their file
    since, or undone it, or somebody has changed or removed their article."""
    since = Q(run__created_at__gt=preview.created_at) | Q(run__finished_at__gt=preview.created_at)
    others = ImportItem.objects.filter(since, run__source__name=preview.source_name)
    paths = others.exclude(outcome=ImportOutcome.REFUSED).values("path")
    changed = Event.objects.filter(article=OuterRef("article_id"), at__gt=preview.created_at)
    there = Article.objects.filter(pk=OuterRef("article_id"))
    known = Q(article_id__isnull=False) & (Exists(changed) | ~Exists(there))
    return preview.items.filter(Q(path__in=paths) | known, is_left_out=False)


def confirm(preview: ImportPreview, *, by: User) -> ImportRun:
    """Return the waiting import of what a preview shows, or the one that it was confirmed as.

    Raises NotPossible where the preview is not ready or does not hold any more, ImportBusy where
    another import into the source is not finished, NotAllowed where it is somebody else's.
    """
    require_job_permission(preview, by, "import_seeds")
    check_import(by, preview.source_name, Options(**preview.options))
    if preview.run:
        return preview.run
    if preview.state != RunState.DONE:
        raise NotPossible("This preview is not ready.")
    _check_here(preview.paths)
    if count := outdated_items(preview).count():
        files = "1 file is" if count == 1 else f"{count} files are"
        raise NotPossible(
            f"This preview is out of date: {files} not as it shows any more. Work it out again."
        )
    try:
        return _run(preview, by)
    except IntegrityError:
        raise ImportBusy(
            f"Another import into {preview.source_name} is at work. Wait for it, then confirm "
            "again."
        ) from None


@transaction.atomic
def _run(preview: ImportPreview, by: User) -> ImportRun:
    """Of two who confirm at once, the second gets the first one's run."""
    source, _ = Source.objects.get_or_create(name=preview.source_name)
    locked = ImportPreview.objects.select_for_update().get(pk=preview.pk)
    if locked.run:
        return locked.run
    if locked.state != RunState.DONE:
        raise NotPossible("This preview was put away, or is being worked out again.")
    locked.run = ImportRun.objects.create(
        source=source,
        origin=preview.origin,
        paths=preview.paths,
        options=preview.options,
        chosen=chosen_of(preview).as_dict(),
        **starter_columns(by),
        total_count=_to_do(preview).count(),
    )
    locked.save(update_fields=["run"])
    preview.run = locked.run
    return locked.run


def chosen_of(preview: ImportPreview) -> Choice:
    """Return the files that a preview takes: those it looked at, but what was left out."""
    left_out = frozenset(preview.items.filter(is_left_out=True).values_list("path", flat=True))
    only = Choice.of(preview.chosen).only
    return Choice(None, left_out) if only is None else Choice(only - left_out)


def _to_do(preview: ImportPreview) -> QuerySet[PreviewItem]:
    return preview.items.filter(is_left_out=False).exclude(
        outcome__in=[ImportOutcome.UNCHANGED, ImportOutcome.MISSING]
    )


def note_what_differs(run: ImportRun) -> None:
    """Say on a finished import which files came out otherwise than its preview showed."""
    preview = ImportPreview.objects.filter(run=run).first()
    if preview is None or run.state != RunState.DONE:
        return
    differing = [*_differing(preview, run)]
    if differing:
        files = "1 file" if len(differing) == 1 else f"{len(differing)} files"
        more = "" if len(differing) <= NAMED else f"; and {len(differing) - NAMED} more"
        told = f"{files} came out otherwise than the preview showed: "
        told += "; ".join(differing[:NAMED]) + more + "."
        run.message = f"{run.message}\n{told}".strip()
        run.save(update_fields=["message"])


def _differing(preview: ImportPreview, run: ImportRun) -> Iterator[str]:
    shown = _outcomes(preview.items.filter(is_left_out=False))
    done = _outcomes(run.items.all())
    for path in {**shown, **done}:
        before, after = shown.get(path), done.get(path)
        if before != after:
            yield f"{path}: {_word(after)}, shown as {_word(before)}"


def _outcomes(items: "QuerySet[PreviewItem] | QuerySet[ImportItem]") -> dict[str, str]:
    return dict(items.filter(outcome__in=WRITTEN).values_list("path", "outcome").order_by())


def _word(outcome: str | None) -> str:
    return ImportOutcome(outcome).label.lower() if outcome else "not taken"


def retry_refused(run: ImportRun, *, by: User) -> ImportPreview:
    """Return a waiting preview of the files that a run refused, and of nothing else.

    Raises NotPossible where there are none, or where they are not here any more.
    """
    require_permission(by, "import_seeds")
    refused = refused_paths(run)
    if not refused:
        raise NotPossible(f"{run} has refused nothing.")
    if run.is_active:
        raise NotPossible(f"{run} is not finished.")
    _check_here(run.paths or [run.origin])
    return start_preview(
        [Path(path) for path in run.paths or [run.origin]],
        by=by,
        origin=f"refused of {run.origin}"[:1000],
        source=run.source.name,
        options=Options(**run.options),
        folder=_folder(run),
        choice=Choice(only=frozenset(refused)),
    )


def _check_here(paths: Sequence[str]) -> None:
    try:
        check_here(map(Path, paths))
    except SourceNotFound as error:
        raise NotPossible(str(error)) from None


def refused_paths(run: ImportRun) -> list[str]:
    refused = run.items.filter(outcome=ImportOutcome.REFUSED)
    return [*refused.order_by("path").values_list("path", flat=True).distinct()]


def _folder(run: ImportRun) -> str:
    preview = ImportPreview.objects.filter(run=run).first()
    return preview.folder if preview else ""
