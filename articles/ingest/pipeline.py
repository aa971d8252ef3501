"""An import from its start to its end.

    sources.open_source -> classify.plan_file -> parse_pool.parse_batches -> merge -> store
    file or error          Plan or nothing    read and checked       Decision  a batch at a time

then, once all files are stored: links are resolved, pictures kept, missing files reported. A
preview takes the same way and leaves out the storing. A killed run, started again, finds what it
has stored by the files' digests and goes on. A run that finds nothing to change leaves no trace.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from articles.content.lookup_cache import LookupCache
from articles.content.seed_limits import limits_in_force
from articles.images.local_files import attach_local
from articles.ingest.classify import Plan, file_name, plan_file
from articles.ingest.file_selection import Choice
from articles.ingest.import_state import (
    ImportBusy,
    ImportCancelled,
    Job,
    LeaseLost,
    Options,
    keep_up,
    link_up,
    open_job,
    release,
    run_of,
)
from articles.ingest.merge import merge
from articles.ingest.missing import (
    TooManyMissing,
    all_missing,
    archive_all,
    articles_to_archive,
    missing_plans,
    newly_missing,
    store_missing,
)
from articles.ingest.parse_pool import parse_batches
from articles.ingest.preview_diff import Show, Sight, look_at
from articles.ingest.providers_and_topics import preview_enrichments, store_enrichments
from articles.ingest.report import Report, count
from articles.ingest.store import store_articles, store_refusals
from articles.jobs.lease import is_interrupted
from articles.jobs.lifecycle import execute
from articles.models import (
    Article,
    ImportItem,
    ImportOutcome,
    ImportRun,
    Provider,
    PublishRun,
    RunState,
    Source,
)
from articles.publishing.auto_publish import start_after_import
from articles.seeds.errors import SeedError
from articles.seeds.limits import MEGABYTE, Limits
from articles.seeds.sources import SourceFile, SourceRefused, open_source
from articles.workflow.actors import Actor
from articles.workflow.permissions import require_job_permission, require_permission
from articles.workflow.run_undo import stop

BATCH = 150 if connection.vendor == "sqlite" else 250
"""Files a transaction: long enough to be quick, short where nobody else can write meanwhile."""
PICTURES_AT_ONCE = 200
"""Articles whose pictures are read from disk between two renewals of the lease."""
BATCH_BYTES = 16 * MEGABYTE
"""Files of the usual size have a tenth of it; what large ones say would fill the memory."""

LONGEST_SOURCE_NAME = 100
Progress = Callable[[int], None]
__all__ = ["ImportBusy", "ImportCancelled", "Options", "cancel_import", "import_seeds"]


def import_seeds(
    paths: Sequence[Path],
    *,
    by: Actor,
    source: str = "default",
    options: Options | None = None,
    choice: Choice | None = None,
    dry_run: bool = False,
    show: Show | None = None,
    run: ImportRun | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    use_process: bool = False,
) -> Report:
    """Import the seeds at `paths` (files, folders, zips) into a source, or preview it.

    What `choice` does not take is neither imported nor counted, and not gone either. A preview
    is given to `show`, batch by batch.

    `run` is a run that was queued before; without it an interrupted run of the same paths is
    resumed, or a new one made as soon as there is something to write. Raises ImportBusy,
    SourceNotFound or SourceRefused before anything is written, ImportCancelled after.
    `use_process` allows a second process for parsing; do not set it in a web process.
    """
    check_import(by, source, options or Options())
    report = Report(source=source, dry_run=dry_run)
    job = Job(paths, source, by, options or Options(), now or timezone.now(), report)
    job.choice, job.show, job.use_process = choice or Choice(), show, use_process
    limits = limits or limits_in_force()
    files = chain.from_iterable([open_source(path, limits) for path in paths])
    open_job(job, run)
    try:
        _work(job, files, limits, progress)
    except LeaseLost:
        raise
    except (ImportCancelled, KeyboardInterrupt):
        if job.run is not None:
            link_up(job.run)
        raise
    except Exception as error:
        release(job, error)
        raise
    return report


def check_import(by: Actor, source: str, options: Options) -> None:
    """Raise NotAllowed or SourceRefused where somebody may not import so into this source."""
    require_permission(by, "import_seeds")
    if options.trust_published or options.archive_missing:
        require_permission(by, "publish_article")
    if not 0 < len(source.strip()) <= LONGEST_SOURCE_NAME:
        raise SourceRefused(f"A source's name has 1 to {LONGEST_SOURCE_NAME} characters.")


def cancel_import(run: ImportRun, *, by: Actor) -> None:
    """Cancel an import; its worker stops before the next batch.

    Resolve the links of what it stored when no worker is left to do that. Raises NotAllowed.
    """
    require_job_permission(run, by, "import_seeds")
    has_no_worker = is_interrupted(run)
    stop(run)
    if has_no_worker:
        link_up(run)


def _work(
    job: Job, files: Iterable[SourceFile | SeedError], limits: Limits, progress: Progress | None
) -> None:
    told = 0
    plans = _batches(_plans(job, files))
    with closing(parse_batches(plans, limits, use_process=job.use_process)) as batches:
        for batch in batches:
            _take(job, batch)
            if progress:
                progress(job.read - told)
                told = job.read
    if job.is_whole:
        _look_for_missing(job)
    if not job.report.dry_run:
        _finish(job)


def _plans(job: Job, files: Iterable[SourceFile | SeedError]) -> Iterator[Plan | None]:
    """Yield a plan, or nothing, for each file that is a seed or should have been one."""
    loose = bool(job.single_file_names)
    for file in files:
        job.read += 1
        if isinstance(file, SourceFile) and file.kind == "placeholder":
            job.placeholders.append(file.path)
            continue
        if isinstance(file, SeedError):
            job.unreadable.append(file.file)
        here = _at_home(file, job) if isinstance(file, SourceFile) and loose else file
        plan = plan_file(here, job.shelf, job.seen)
        if not job.choice.takes(plan.path if plan else _path(here)):
            plan = None
        elif plan is None:
            _count_unchanged(job, here)
        elif (plan.path, plan.is_refused) in job.settled:
            plan = None
        yield plan


def _path(file: SourceFile | SeedError) -> str:
    return file.path if isinstance(file, SourceFile) else file.file


def _at_home(file: SourceFile, job: Job) -> SourceFile:
    """A single file that we know stays where it was: its name alone is no move."""
    if file.path not in job.single_file_names:
        return file
    known = job.shelf.get((file.kind, file_name(file.path)))
    return file._replace(path=known.path) if known and known.path else file


def _count_unchanged(job: Job, file: SourceFile | SeedError) -> None:
    """What a killed run stored before it was killed is no longer the same as before it."""
    if isinstance(file, SourceFile) and file.kind == "article":
        same = (file.path, False) not in job.settled
        job.report.totals[ImportOutcome.UNCHANGED.value] += same
        if job.show:
            job.same.append(file.path)


def _batches(plans: Iterable[Plan | None]) -> Iterator[list[Plan]]:
    """Group what is not the same as before; an empty group tells that files were looked at."""
    batch: list[Plan] = []
    size, left = BATCH, BATCH_BYTES
    for number, plan in enumerate(plans, start=1):
        if plan:
            batch.append(plan)
            left -= len(plan.data)
        if len(batch) == size or left <= 0 or (not batch and number % size == 0):
            yield batch
            batch, left = [], BATCH_BYTES
    yield batch


def _take(job: Job, batch: Sequence[Plan]) -> None:
    fresh = [plan for plan in batch if (plan.path, plan.is_refused) not in job.settled]
    if job.report.dry_run:
        sights = look_at(fresh, merge(fresh, lock=False), preview_enrichments(fresh))
    elif fresh:
        _store(job, fresh)
    for plan in fresh:
        job.report.add(plan)
    if job.report.dry_run:
        _show(job, sights)
    for plan in fresh:
        plan.prepared = None  # large, and whoever made the plan may hold it still


def _show(job: Job, sights: Sequence[Sight]) -> None:
    if job.show:
        same, job.same = job.same, []
        job.show(job.report, sights, same)


@transaction.atomic
def _store(job: Job, batch: Sequence[Plan]) -> None:
    run = run_of(job)
    store_refusals(run, [plan for plan in batch if plan.is_refused])
    store_enrichments(run, batch, job.directory)
    articles = [plan for plan in batch if plan.kind == "article" and not plan.is_refused]
    store_articles(run, articles, job.directory)
    job.has_pictures_beside |= any(_has_pictures_beside(plan) for plan in batch)
    totals, enriched = Counter(run.totals), Counter(run.enriched)
    for plan in batch:
        count(totals, enriched, plan)
    keep_up(run, totals=dict(totals), enriched=dict(enriched), made=_made(run, job.directory))


def _has_pictures_beside(plan: Plan) -> bool:
    """What was there already may show pictures that its file does not name, or not any more."""
    if plan.is_refused:
        return False
    return plan.known is not None or plan.seed.has_pictures_beside


def _made(run: ImportRun, directory: LookupCache) -> dict[str, list[int]]:
    providers, topics = run.made.get("providers", []), run.made.get("topics", [])
    return {
        "providers": sorted({*providers, *directory.made_providers}),
        "topics": sorted({*topics, *directory.made_topics}),
    }


def _look_for_missing(job: Job) -> None:
    missing = missing_plans(job.shelf, job.seen, job.unreadable)
    plans = [plan for plan in missing if job.choice.takes(plan.path)]
    for plan in plans:
        job.report.add(plan)
    if job.report.dry_run:
        _show(job, look_at(plans, [], {}))
    else:
        _report_missing(job, plans)
    if job.options.archive_missing:
        _archive(job, plans)
    elif remark := all_missing(job.shelf, job.seen, plans):
        job.report.remarks.append(remark)


def _report_missing(job: Job, plans: Sequence[Plan]) -> None:
    fresh = [plan for plan in newly_missing(plans) if (plan.path, False) not in job.settled]
    if fresh:
        with transaction.atomic():
            run = run_of(job)
            store_missing(run, fresh)
            gone = sum(plan.kind == "article" for plan in fresh)
            keep_up(run, totals=run.totals | {ImportOutcome.MISSING.value: gone})


def _archive(job: Job, plans: Sequence[Plan]) -> None:
    try:
        to_archive = articles_to_archive(plans, (*job.shelf, *job.seen))
    except TooManyMissing as error:
        job.report.archiving_refused = True
        job.report.remarks.append(str(error))
    else:
        if not job.report.dry_run:
            to_archive = archive_all(lambda: run_of(job), to_archive)
        if to_archive:
            job.report.remarks.append(f"Archived {len(to_archive)} articles that are gone.")


def _finish(job: Job) -> None:
    _remember_placeholders(job)
    if job.run is None:
        return
    run = job.run
    link_up(run, renew=True)
    _keep_pictures(job, run)
    totals = run.totals | {
        ImportOutcome.UNCHANGED.value: job.report.totals[ImportOutcome.UNCHANGED.value]
    }
    _publish_by_itself(_end(job, run, totals))
    job.report.totals.update(_counted_before(job, totals))


@transaction.atomic
def _end(job: Job, run: ImportRun, totals: dict[str, int]) -> PublishRun | None:
    """The import is done, and what it begins is begun, both or neither."""
    message = "\n".join(job.report.remarks)
    keep_up(run, totals=totals, state=RunState.DONE, finished_at=timezone.now(), message=message)
    return start_after_import(run)


def _publish_by_itself(run: PublishRun | None) -> None:
    """What goes wrong there is said on that run; the import is done."""
    if run is not None:
        execute(run)


def _counted_before(job: Job, totals: dict[str, int]) -> dict[str, int]:
    """A resumed run reports all that it has done, not only what came after the kill."""
    counted = job.report.totals
    return {name: size - counted[name] for name, size in totals.items() if size > counted[name]}


def _keep_pictures(job: Job, run: ImportRun) -> None:
    if not (job.folders and job.has_pictures_beside):
        return
    items = ImportItem.objects.filter(run=run).exclude(outcome=ImportOutcome.REFUSED)
    seeds = run.source.seed_files.filter(path__in=items.filter(article=None).values("path"))
    providers = seeds.filter(provider__isnull=False).values("provider")
    with_article = items.filter(article__isnull=False).order_by("article")
    for root in job.folders:
        attach_local(root, Article.objects.none().values("pk"), providers)
        last = 0
        slices = with_article.values_list("article", flat=True)
        while pks := list(slices.filter(article__gt=last)[:PICTURES_AT_ONCE]):
            articles = Article.objects.filter(pk__in=pks).values("pk")
            attach_local(root, articles, Provider.objects.none().values("pk"))
            keep_up(run)
            last = pks[-1]


def _remember_placeholders(job: Job) -> None:
    if not job.placeholders:
        return
    source, _ = Source.objects.get_or_create(name=job.source_name)
    known = sorted({*source.placeholders, *job.placeholders})
    if known != source.placeholders:
        source.placeholders = known
        source.save(update_fields=["placeholders"])
