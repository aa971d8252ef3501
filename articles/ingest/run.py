"""An import from its start to its end.

    sources.open_source -> plan.plan_file -> merge.merge -> store.store_articles
    file or error          Plan or nothing   Decision      one transaction a batch

then, once all files are stored: links are resolved, missing files reported. A preview takes the
same way and leaves out the storing. A killed run, started again, finds what it has stored by the
files' digests and goes on. A run that finds nothing to change leaves no trace.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.images.attach import attach_local
from articles.models import ImportItem, ImportOutcome, ImportRun, RunState, Source, User
from articles.models.run import ACTIVE_STATES
from articles.seeds.errors import SeedError
from articles.seeds.limits import Limits
from articles.seeds.sources import SourceFile, open_source
from articles.stories.resolve import resolve_links
from articles.workflow.claims import is_interrupted, worker_name
from articles.workflow.directory import Directory
from articles.workflow.history import allow

from .enrich import store_enrichments
from .merge import merge
from .missing import TooManyMissing, archive_missing, missing_plans, newly_missing, store_missing
from .plan import Plan, Shelf, known_files, plan_file
from .report import Report, count
from .store import store_articles, store_refusals

BATCH = 250
"""Files a transaction: short enough for others to write between, long enough to be quick."""

Progress = Callable[[int], None]


class ImportBusy(Exception):
    """Another import of the same source is at work."""


class ImportCancelled(Exception):
    """Somebody cancelled the run; what it has stored stays until it is undone."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `trust_published` is for a migration: what its file calls published is
    live at once. `archive_missing` archives articles whose files are gone."""

    trust_published: bool = False
    archive_missing: bool = False

    def as_dict(self) -> dict[str, bool]:
        return {"trust_published": self.trust_published, "archive_missing": self.archive_missing}


@dataclass(slots=True)
class _Import:
    """What one import carries along."""

    folders: list[Path]
    origin: str
    source_name: str
    by: User | None
    options: Options
    now: datetime
    report: Report
    shelf: Shelf = field(default_factory=dict)
    run: ImportRun | None = None
    settled: set[str] = field(default_factory=set)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    placeholders: list[str] = field(default_factory=list)
    directory: Directory = field(default_factory=Directory)


def import_seeds(
    paths: Sequence[Path],
    *,
    by: User | None,
    source: str = "default",
    options: Options | None = None,
    dry_run: bool = False,
    run: ImportRun | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Report:
    """Import the seeds at `paths` (files, folders, zips) into a source, or preview it.

    `run` is a run that was queued before; without it an interrupted run of the same paths is
    resumed, or a new one made as soon as there is something to write. Raises ImportBusy,
    SourceNotFound or SourceRefused before anything is written, ImportCancelled after.
    """
    allow(by, "import_seeds")
    job = _Import(
        folders=[path for path in paths if path.is_dir()],
        origin=", ".join(str(path) for path in paths),
        source_name=source,
        by=by,
        options=options or Options(),
        now=now or timezone.now(),
        report=Report(source=source, dry_run=dry_run),
    )
    limits = limits or limits_in_force()
    sources = [open_source(path, limits) for path in paths]
    _prepare(job, run)
    for batch, size in _batches(_plans(job, chain.from_iterable(sources), limits)):
        _take(job, batch, dry_run)
        if progress:
            progress(size)
    if any(not path.is_file() or path.suffix.lower() == ".zip" for path in paths):
        _look_for_missing(job, dry_run)
    if not dry_run:
        _finish(job)
    return job.report


def limits_in_force() -> Limits:
    """Return the limits of seeds and zips, with those that the settings change."""
    return Limits(**settings.NEWSDESK_SEED_LIMITS)


def _prepare(job: _Import, queued: ImportRun | None) -> None:
    source = Source.objects.filter(name=job.source_name).first()
    job.shelf = known_files(source)
    if not job.report.dry_run:
        job.run = queued or (_resumable(source, job) if source else None)
    if job.run:
        _claim(job.run)
        job.report.run = job.run
        job.now = job.run.created_at
        job.settled = set(job.run.items.values_list("path", flat=True))


def _resumable(source: Source, job: _Import) -> ImportRun | None:
    """Return the interrupted run of the same import; give up one of another import."""
    active = ImportRun.objects.filter(source=source, state__in=ACTIVE_STATES).first()
    if active is None:
        return None
    if not is_interrupted(active) or active.state == RunState.UNDOING:
        raise ImportBusy(
            f"{active} into {source} is not finished ({active.get_state_display().lower()}). "
            "Wait for it, cancel it, or finish its undoing with undo_run."
        )
    if active.origin == job.origin[:1000] and active.options == job.options.as_dict():
        return active
    ImportRun.objects.filter(pk=active.pk).update(
        state=RunState.FAILED,
        finished_at=timezone.now(),
        message="Interrupted, then another import into the same source was started.",
    )
    return None


def _claim(run: ImportRun) -> None:
    run.state, run.worker, run.heartbeat = RunState.RUNNING, worker_name(), timezone.now()
    run.save(update_fields=["state", "worker", "heartbeat"])


def _plans(
    job: _Import, files: Iterable[SourceFile | SeedError], limits: Limits
) -> Iterator[Plan | None]:
    for file in files:
        if isinstance(file, SourceFile) and file.kind == "placeholder":
            job.placeholders.append(file.path)
            continue
        plan = plan_file(file, job.shelf, job.seen, limits)
        path = file.path if isinstance(file, SourceFile) else file.file
        is_article = isinstance(file, SourceFile) and file.kind == "article"
        if plan is None and is_article and path not in job.settled:
            job.report.totals[ImportOutcome.UNCHANGED.value] += 1
        yield plan if plan and path not in job.settled else None


def _batches(plans: Iterable[Plan | None]) -> Iterator[tuple[list[Plan], int]]:
    """Group the plans; with each group comes how many files it took to fill it."""
    batch: list[Plan] = []
    count = 0
    for plan in plans:
        count += 1
        if plan:
            batch.append(plan)
        if len(batch) >= BATCH or (count >= BATCH and not batch):
            yield batch, count
            batch, count = [], 0
    yield batch, count


def _take(job: _Import, batch: Sequence[Plan], dry_run: bool) -> None:
    if batch and dry_run:
        merge([plan for plan in batch if plan.known], lock=False)
    elif batch:
        _store(job, batch)
    for plan in batch:
        job.report.add(plan)


@transaction.atomic
def _store(job: _Import, batch: Sequence[Plan]) -> None:
    run = _run(job)
    articles = [plan for plan in batch if plan.kind == "article" and plan.record]
    store_refusals(run, [plan for plan in batch if plan.outcome == ImportOutcome.REFUSED])
    store_enrichments(run, batch, job.directory)
    store_articles(run, articles, job.directory)
    totals, enriched = Counter(run.totals), Counter(run.enriched)
    for plan in batch:
        count(totals, enriched, plan)
    _keep_up(run, totals=dict(totals), enriched=dict(enriched), made=_made(run, job.directory))


def _made(run: ImportRun, directory: Directory) -> dict[str, list[int]]:
    providers, topics = run.made.get("providers", []), run.made.get("topics", [])
    return {
        "providers": sorted({*providers, *directory.made_providers}),
        "topics": sorted({*topics, *directory.made_topics}),
    }


def _run(job: _Import) -> ImportRun:
    """Return the run, made now when this is the first thing to be written."""
    if job.run is None:
        source, _ = Source.objects.get_or_create(name=job.source_name)
        try:
            with transaction.atomic():
                job.run = ImportRun.objects.create(
                    source=source,
                    origin=job.origin[:1000],
                    options=job.options.as_dict(),
                    started_by=job.by,
                    created_at=job.now,
                    state=RunState.RUNNING,
                    worker=worker_name(),
                )
        except IntegrityError as error:
            raise ImportBusy(f"Another import into {source} has just begun.") from error
        job.report.run = job.run
    return job.run


def _keep_up(run: ImportRun, **columns: Any) -> None:
    """Write the run's progress, unless somebody has cancelled it: then nothing is stored."""
    running = ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
    if not running.update(heartbeat=timezone.now(), **columns):
        raise ImportCancelled(f"{run} was cancelled.")
    for name, value in columns.items():
        setattr(run, name, value)


def _look_for_missing(job: _Import, dry_run: bool) -> None:
    plans = missing_plans(job.shelf, job.seen)
    fresh = [plan for plan in newly_missing(plans) if plan.path not in job.settled]
    for plan in plans:
        job.report.add(plan)
    if dry_run:
        return
    if fresh:
        with transaction.atomic():
            run = _run(job)
            store_missing(run, fresh)
            gone = sum(plan.kind == "article" for plan in fresh)
            _keep_up(run, totals=run.totals | {ImportOutcome.GONE.value: gone})
    if job.options.archive_missing and plans:
        _archive(job, plans)


def _archive(job: _Import, plans: Sequence[Plan]) -> None:
    try:
        count = archive_missing(_run(job), plans, job.shelf)
    except TooManyMissing as error:
        job.report.archiving_refused = True
        job.report.remarks.append(str(error))
    else:
        job.report.remarks += [f"Archived {count} articles that are gone."] if count else []


def _finish(job: _Import) -> None:
    _remember_placeholders(job)
    if job.run is None:
        return
    run = job.run
    for pks in _touched(run):
        with transaction.atomic():
            resolve_links(pks)
        for root in job.folders:
            attach_local(root, pks, [])
    for root in job.folders:
        attach_local(root, [], _enriched_providers(run))
    same = job.report.totals[ImportOutcome.UNCHANGED.value]
    totals = run.totals | {ImportOutcome.UNCHANGED.value: same}
    _keep_up(run, totals=totals, state=RunState.DONE, finished_at=timezone.now(),
             message="\n".join(job.report.remarks))  # fmt: skip
    job.report.totals.update(_counted_before(job, totals))


def _counted_before(job: _Import, totals: dict[str, int]) -> dict[str, int]:
    """A resumed run reports all that it has done, not only what came after the kill."""
    counted = job.report.totals
    return {name: count - counted[name] for name, count in totals.items() if count > counted[name]}


def _enriched_providers(run: ImportRun) -> list[int]:
    paths = run.items.filter(article=None).exclude(outcome=ImportOutcome.REFUSED).values("path")
    seeds = run.source.seed_files.filter(path__in=paths, provider__isnull=False)
    return [pk for pk in seeds.values_list("provider", flat=True) if pk]


def _touched(run: ImportRun) -> Iterator[list[int]]:
    items = ImportItem.objects.filter(run=run, version__isnull=False, article__isnull=False)
    last = 0
    while pks := list(
        items.filter(article__gt=last).order_by("article").values_list("article", flat=True)[:1000]
    ):
        yield pks
        last = pks[-1]


def _remember_placeholders(job: _Import) -> None:
    if not job.placeholders:
        return
    source, _ = Source.objects.get_or_create(name=job.source_name)
    known = sorted({*source.placeholders, *job.placeholders})
    if known != source.placeholders:
        source.placeholders = known
        source.save(update_fields=["placeholders"])


def cancel_import(run: ImportRun, *, by: User | None) -> None:
    """Stop an import before its next batch."""
    allow(by, "import_seeds")
    ImportRun.objects.filter(pk=run.pk, state__in=[RunState.QUEUED, RunState.RUNNING]).update(
        state=RunState.CANCELLED, finished_at=timezone.now()
    )
