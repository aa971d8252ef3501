"""The state of one import, and the run that stores its progress."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.content.lookup_cache import LookupCache
from articles.ingest.classify import KnownFiles, known_files
from articles.ingest.link_resolution import resolve_stored_links
from articles.ingest.options import ImportRequest
from articles.ingest.report import Report
from articles.jobs.heartbeat import worker_is_alive
from articles.jobs.lease import LeaseTaken, acquire, is_interrupted, renew
from articles.jobs.lifecycle import fail
from articles.models import ACTIVE_STATES, ImportOutcome, ImportRun, RunState, Source
from articles.workflow.actors import starter_columns


class ImportBusy(Exception):
    """Another import into the same source is not finished."""


@dataclass(slots=True)
class ImportState:
    """What an import knows while it runs.

    `run` is None until there is something to write. `known_files` are those of earlier imports,
    `seen` the paths of this one's by (kind, name), `already_stored` the (path, was refused) of
    what a killed worker stored, and `unreadable` the paths that exist but cannot be read.
    `unchanged` are paths that the preview has not stored yet, and `known_addresses` counts new
    files of a preview, by the other source that has an article of their address. `older_files` is
    the number of files of a preview that are equal to those of an earlier import.
    """

    request: ImportRequest
    report: Report
    now: datetime
    run: ImportRun | None = None
    newest_run: int = 0
    known_files: KnownFiles = field(default_factory=dict)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    already_stored: set[tuple[str, bool]] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    known_addresses: Counter[str] = field(default_factory=Counter)
    older_files: int = 0
    placeholders: list[str] = field(default_factory=list)
    files_read: int = 0
    lookup_cache: LookupCache = field(default_factory=LookupCache)

    @property
    def is_dry_run(self) -> bool:
        return self.report.dry_run


def open_import(
    request: ImportRequest, run: ImportRun | None, *, dry_run: bool, now: datetime | None
) -> ImportState:
    """Read what is known of the source, and find the run to work on.

    `run` is a run whose lease this process holds. Without it, an interrupted run of the same
    request is acquired. Raises ImportBusy if another import into the source is not finished.
    """
    source = Source.objects.filter(name=request.source).first()
    report = Report(source=request.source, dry_run=dry_run)
    state = ImportState(request, report, now or timezone.now())
    if run is None and source and not dry_run:
        run = _resumable_run(source, request)
    state.newest_run = _newest_run(source)
    state.known_files = known_files(source)
    if run:
        state.run = state.report.run = run
        if dry_run:
            _begin_preview(run)
        else:
            items = run.items.values_list("path", "outcome")
            state.already_stored = {
                (path, outcome == ImportOutcome.REFUSED) for path, outcome in items
            }
        state.now = run.created_at
    return state


def run_of(state: ImportState) -> ImportRun:
    """Return the run; create it now if this is the first thing to write.

    Raises ImportBusy if another import has begun, or even ended, since this one looked.
    """
    if state.run is None:
        with transaction.atomic():
            source, _ = Source.objects.get_or_create(name=state.request.source)
            run = _new_run(state, source)
            later = ImportRun.imports.filter(source=source, pk__gt=state.newest_run)
            if later.exclude(pk=run.pk).exists():
                raise ImportBusy(f"Another import into {source} was faster. Start this one again.")
        state.run = state.report.run = run
    return state.run


def _begin_preview(run: ImportRun) -> None:
    """Forget what a killed worker found, or what was true earlier."""
    with transaction.atomic():
        renew(run, totals={}, metadata_counts={}, message="", created_at=timezone.now())
        run.items.all().delete()


def _resumable_run(source: Source, request: ImportRequest) -> ImportRun | None:
    """Return the interrupted run of the same request; give up one of another request."""
    active = ImportRun.imports.filter(source=source, state__in=ACTIVE_STATES).first()
    if active is None:
        return None
    if active.state != RunState.RUNNING or not is_interrupted(active):
        is_stuck = active.state == RunState.QUEUED and not worker_is_alive()
        raise ImportBusy(
            f"{active} into {source} is not finished ({active.get_state_display().lower()}). "
            f"{'No background worker is running: start it. ' if is_stuck else ''}"
            "Wait for it, cancel it, or finish its undo with undo_run."
        )
    try:
        acquire(active)
    except LeaseTaken as error:
        raise ImportBusy(str(error)) from error
    if (active.paths, active.options, active.file_selection) == (
        request.absolute_paths,
        request.options.as_dict(),
        request.selection.as_dict(),
    ):
        return active
    resolve_stored_links(active)
    fail(active, "Interrupted, then another import into the same source was started.")
    return None


def _new_run(state: ImportState, source: Source) -> ImportRun:
    request = state.request
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                source=source,
                label=request.label,
                paths=request.absolute_paths,
                options=request.options.as_dict(),
                file_selection=request.selection.as_dict(),
                created_at=state.now,
                **starter_columns(request.by),
            )
            acquire(run)
            return run
    except IntegrityError as error:
        raise ImportBusy(f"Another import into {source} has just begun.") from error


def _newest_run(source: Source | None) -> int:
    newest = ImportRun.imports.filter(source=source).order_by("-pk").first() if source else None
    return newest.pk if newest else 0
