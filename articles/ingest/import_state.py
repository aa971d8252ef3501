"""What one import carries along, and its run: made, resumed, given up, released."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from articles.content.lookup_cache import LookupCache
from articles.ingest.classify import Shelf, known_files
from articles.ingest.file_selection import Choice
from articles.ingest.parse import storable
from articles.ingest.preview_diff import Show
from articles.ingest.report import Report
from articles.jobs.lease import is_interrupted, worker_name
from articles.models import (
    ACTIVE_STATES,
    ImportItem,
    ImportOutcome,
    ImportRun,
    Run,
    RunState,
    Source,
)
from articles.stories.resolve import resolve_links
from articles.workflow.actors import Actor, starter_columns
from articles.workflow.run_undo import rows_of

logger = logging.getLogger(__name__)
RESOLVE_AT_ONCE = 1_000


class ImportBusy(Exception):
    """Another import of the same source is at work."""


class ImportCancelled(Exception):
    """The run was cancelled; what it has stored stays until it is undone."""


class LeaseLost(ImportCancelled):
    """Another worker has taken the run over; this one must write nothing more."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `trust_published` is for a migration: what its file calls published is
    live at once. `archive_missing` archives articles whose files are gone."""

    trust_published: bool = False
    archive_missing: bool = False

    def as_dict(self) -> dict[str, bool]:
        return {"trust_published": self.trust_published, "archive_missing": self.archive_missing}


@dataclass(slots=True)
class Job:
    """One import.

    `has_pictures_beside` tells whether a picture may lie beside what this run has stored.
    `settled` holds (path, refused or not) of what a killed run has stored before; `seen` the
    path of each (kind, name) so far, of `read` files; `unreadable` the paths that are there but
    could not be read; `same`, where there is somebody to `show` them to, those of files that are
    the same as before.
    """

    paths: Sequence[Path]
    source_name: str
    by: Actor
    options: Options
    now: datetime
    report: Report
    shelf: Shelf = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    show: Show | None = None
    run: ImportRun | None = None
    newest_run: int = 0
    settled: set[tuple[str, bool]] = field(default_factory=set)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    read: int = 0
    has_pictures_beside: bool = False
    use_process: bool = False
    directory: LookupCache = field(default_factory=LookupCache)
    single_file_names: set[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note the names of single files among the paths: they say nothing about a folder."""
        self.single_file_names = {path.name for path in self.paths if path.is_file()}

    @property
    def origin(self) -> str:
        return storable(", ".join(str(path) for path in self.paths))

    @property
    def absolute_paths(self) -> list[str]:
        """The paths as a worker in another folder finds them."""
        return [storable(str(path.absolute())) for path in self.paths]

    @property
    def folders(self) -> list[Path]:
        return [path for path in self.paths if path.is_dir()]

    @property
    def is_whole(self) -> bool:
        """Whether what is not found is gone: a folder or a zip, not single or chosen files."""
        return self.choice.only is None and any(
            path.is_dir() or path.suffix.lower() == ".zip" for path in self.paths
        )


def open_job(job: Job, queued: ImportRun | None) -> None:
    """Look at what we have of the source, and take up the run that there is.

    Raises ImportBusy where another import is at work.
    """
    source = Source.objects.filter(name=job.source_name).first()
    if not job.report.dry_run:
        job.run = queued or (_resumable(source, job) if source else None)
    job.newest_run = _newest_run(source)
    job.shelf = known_files(source)
    if job.run:
        claim(job.run)
        job.report.run = job.run
        job.now = job.run.created_at
        items = job.run.items.values_list("path", "outcome")
        job.settled = {(path, outcome == ImportOutcome.REFUSED) for path, outcome in items}
        job.has_pictures_beside = bool(job.settled)


def run_of(job: Job) -> ImportRun:
    """Return the run, made now when this is the first thing to be written.

    Raises ImportBusy where another import has begun, or even ended, since we looked.
    """
    if job.run is None:
        source, _ = Source.objects.get_or_create(name=job.source_name)
        job.run = _new_run(job, source)
        if _newest_run(source) != job.run.pk or _previous_run(job.run) != job.newest_run:
            raise ImportBusy(f"Another import into {source} was quicker. Start this one again.")
        job.report.run = job.run
    return job.run


def keep_up(run: Run, **columns: Any) -> None:
    """Renew the lease and write `columns`.

    Raises ImportCancelled when the run was cancelled, LeaseLost when another worker has it.
    """
    mine = rows_of(run).filter(state=RunState.RUNNING, worker=worker_name())
    if not mine.update(heartbeat=timezone.now(), **columns):
        if rows_of(run).filter(state=RunState.RUNNING).exists():
            raise LeaseLost(f"{run} was taken over by another worker.")
        raise ImportCancelled(f"{run} was cancelled.")
    for name, value in columns.items():
        setattr(run, name, value)


def release(job: Job, error: Exception) -> None:
    """Give the run's lease back after an error, so that the next import can resume it."""
    if job.run is None:
        return
    mine = ImportRun.objects.filter(pk=job.run.pk, worker=worker_name())
    if not mine.update(worker="", message=str(error)[:2000]):
        return
    try:
        link_up(job.run)
    except DatabaseError:
        logger.exception("The links of %s are not resolved; the next import does it", job.run)


def link_up(run: ImportRun, *, renew: bool = False) -> None:
    """Resolve the links of all articles that a run has stored. Idempotent.

    `renew` renews the run's lease with each slice, for a caller that holds it.
    """
    items = ImportItem.objects.filter(run=run, version__isnull=False, article__isnull=False)
    last = 0
    while pks := list(
        items.filter(article__gt=last)
        .order_by("article")
        .values_list("article", flat=True)[:RESOLVE_AT_ONCE]
    ):
        with transaction.atomic():
            resolve_links(pks)
            if renew:
                keep_up(run)
        last = pks[-1]


def _resumable(source: Source, job: Job) -> ImportRun | None:
    """Return the interrupted run of the same import; give up one of another import."""
    active = ImportRun.objects.filter(source=source, state__in=ACTIVE_STATES).first()
    if active is None:
        return None
    if active.state != RunState.RUNNING or not is_interrupted(active):
        raise ImportBusy(
            f"{active} into {source} is not finished ({active.get_state_display().lower()}). "
            "Wait for it, cancel it, or finish its undoing with undo_run."
        )
    if _is_same_import(active, job):
        return active
    link_up(active)
    ImportRun.objects.filter(pk=active.pk).update(
        state=RunState.FAILED,
        finished_at=timezone.now(),
        message="Interrupted, then another import into the same source was started.",
    )
    return None


def _is_same_import(run: ImportRun, job: Job) -> bool:
    return (run.paths, run.options, run.chosen) == (
        job.absolute_paths,
        job.options.as_dict(),
        job.choice.as_dict(),
    )


def claim(run: Run) -> None:
    """Take up a run; of two workers who want it, one gets it, the other an ImportBusy."""
    as_read = {"state": run.state, "worker": run.worker, "heartbeat": run.heartbeat}
    run.state, run.worker, run.heartbeat = RunState.RUNNING, worker_name(), timezone.now()
    mine = {"state": run.state, "worker": run.worker, "heartbeat": run.heartbeat}
    if not rows_of(run).filter(**as_read).update(**mine):
        raise ImportBusy(f"{run} has just been taken up by another worker.")


def _new_run(job: Job, source: Source) -> ImportRun:
    try:
        with transaction.atomic():
            return ImportRun.objects.create(
                source=source,
                origin=job.origin,
                paths=job.absolute_paths,
                options=job.options.as_dict(),
                chosen=job.choice.as_dict(),
                **starter_columns(job.by),
                created_at=job.now,
                state=RunState.RUNNING,
                worker=worker_name(),
            )
    except IntegrityError as error:
        raise ImportBusy(f"Another import into {source} has just begun.") from error


def _newest_run(source: Source | None) -> int:
    if source is None:
        return 0
    newest = ImportRun.objects.filter(source=source).order_by("-pk").first()
    return newest.pk if newest else 0


def _previous_run(run: ImportRun) -> int:
    previous = ImportRun.objects.filter(source=run.source, pk__lt=run.pk).order_by("-pk").first()
    return previous.pk if previous else 0
