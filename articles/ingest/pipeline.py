"""Run an import from start to end; a preview runs the same code and stores no article.

    sources.open_source -> classify_file -> parse_batches -> merge    -> store
    SourceFile or error    FilePlan         ParsedFile       Decision    one transaction a batch

When all files are stored, missing files are reported, links are resolved and local pictures are
kept. A killed import, started again, skips what it has stored by the digests of the files. An
import that changes nothing leaves no run.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from articles.content.lookup_cache import LookupCache
from articles.content.seed_limits import limits_in_force
from articles.ingest.classify import FilePlan, classify_file, with_known_path
from articles.ingest.completion import complete
from articles.ingest.import_state import ImportState, open_import, run_of
from articles.ingest.link_resolution import resolve_stored_links
from articles.ingest.merge import merge
from articles.ingest.missing import handle_missing
from articles.ingest.options import (
    FileSelection,
    ImportRequest,
    Options,
    check_request,
    known_source,
)
from articles.ingest.parse_pool import parse_batches
from articles.ingest.preview_diff import diff_files
from articles.ingest.preview_items import store_diffs
from articles.ingest.preview_notices import count_known_addresses, count_older_files
from articles.ingest.providers_and_topics import preview_metadata, store_metadata
from articles.ingest.report import Report, count
from articles.ingest.store import store_articles, store_refusals
from articles.jobs.lease import JobCancelled, LeaseLost, release, renew
from articles.jobs.lifecycle import cancel
from articles.models import ImportOutcome, ImportRun
from articles.seeds.errors import SeedError
from articles.seeds.limits import MEGABYTE
from articles.seeds.sources import SourceFile, open_source
from articles.workflow.actors import Actor

logger = logging.getLogger(__name__)
BATCH = 150 if connection.vendor == "sqlite" else 250
"""Files in a transaction: enough to be fast, few enough for others to write in between."""
BATCH_BYTES = 16 * MEGABYTE
"""Large files make smaller batches, because their contents are held in memory."""
Progress = Callable[[int], None]


def import_seeds(
    paths: Sequence[Path],
    *,
    by: Actor,
    source: str = "default",
    options: Options | None = None,
    selection: FileSelection | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
    use_process: bool = False,
) -> Report:
    """Import the seeds at `paths` (files, folders, zips) into a source, or only report on them.

    An interrupted run of the same request is resumed. `progress` is called with the number of
    files read since its last call. `use_process` allows a second process for parsing; do not set
    it in a web process. Raises ImportBusy, SourceNotFound or SourceRefused before anything is
    written, JobCancelled after (by Ctrl+C, too).
    """
    request = ImportRequest(
        tuple(paths), known_source(source), by, options or Options(), selection or FileSelection()
    )
    check_request(by, request.source, request.options)
    files = _open(request)
    state = open_import(request, None, dry_run=dry_run, now=now)
    try:
        _import(state, files, progress, use_process=use_process)
    except KeyboardInterrupt:
        if state.run is None:
            raise JobCancelled("Stopped. Nothing was stored.") from None
        cancel(state.run)  # otherwise the worker would resume it
        raise JobCancelled(
            f"Stopped. Stored articles are kept; undo_run import:{state.run.pk} undoes the import."
        ) from None
    except (LeaseLost, JobCancelled):
        raise
    except Exception:
        if state.run:
            release(state.run)
        raise
    return state.report


def import_run(run: ImportRun, *, use_process: bool = False) -> Report:
    """Do a stored import or preview, whose lease the caller holds.

    Raises as `import_seeds`, and JobFailed if another import into the source is not finished.
    """
    request = ImportRequest.of(run)
    check_request(request.by, request.source, request.options)
    files = _open(request)
    state = open_import(request, run, dry_run=run.dry_run, now=None)
    _import(state, files, None, use_process=use_process)
    return state.report


def _open(request: ImportRequest) -> Iterator[SourceFile | SeedError]:
    limits = limits_in_force()
    return chain.from_iterable([open_source(path, limits) for path in request.paths])


def _import(
    state: ImportState,
    files: Iterable[SourceFile | SeedError],
    progress: Progress | None,
    *,
    use_process: bool,
) -> None:
    batches = _batches(_plans(state, files))
    try:
        with closing(parse_batches(batches, limits_in_force(), use_process=use_process)) as parsed:
            _process_batches(state, parsed, progress)
        if state.request.is_whole_source:
            handle_missing(state)
        complete(state)
    except LeaseLost:
        raise
    except (Exception, KeyboardInterrupt):
        if state.run and not state.is_dry_run:
            try:
                resolve_stored_links(state.run)
            except DatabaseError:
                logger.exception("Links of %s are resolved when it is resumed", state.run)
        raise


def _plans(
    state: ImportState, files: Iterable[SourceFile | SeedError]
) -> Iterator[FilePlan | None]:
    """Yield a plan for each file to import or report, and None for each other file."""
    for file in files:
        state.files_read += 1
        if isinstance(file, SeedError):
            state.unreadable.append(file.file)
            yield _selected(state, classify_file(file, state.known_files, state.seen))
        elif file.kind == "placeholder":
            state.placeholders.append(file.path)
        else:
            is_single = file.path in state.request.single_file_names
            known = with_known_path(file, state.known_files) if is_single else file
            plan = classify_file(known, state.known_files, state.seen)
            if plan is None and state.request.selection.includes(known.path):
                _count_unchanged(state, known)
            yield _selected(state, plan)


def _selected(state: ImportState, plan: FilePlan | None) -> FilePlan | None:
    if plan is None or not state.request.selection.includes(plan.path):
        return None
    return None if (plan.path, plan.is_refused) in state.already_stored else plan


def _count_unchanged(state: ImportState, file: SourceFile) -> None:
    """Count a file as unchanged, unless this very run stored it before it was killed."""
    if file.kind == "article":
        is_unchanged = (file.path, False) not in state.already_stored
        state.report.totals[ImportOutcome.UNCHANGED.value] += is_unchanged
        if state.is_dry_run and state.run:
            state.unchanged.append(file.path)


def _batches(plans: Iterable[FilePlan | None]) -> Iterator[list[FilePlan]]:
    """Group the plans; an empty group only says that files were read."""
    batch: list[FilePlan] = []
    bytes_left = BATCH_BYTES
    for number, plan in enumerate(plans, start=1):
        if plan:
            batch.append(plan)
            bytes_left -= len(plan.data)
        if len(batch) == BATCH or bytes_left <= 0 or (not batch and number % BATCH == 0):
            yield batch
            batch, bytes_left = [], BATCH_BYTES
    yield batch


def _process_batches(
    state: ImportState, batches: Iterable[list[FilePlan]], progress: Progress | None
) -> None:
    reported = 0
    for parsed in batches:
        batch = [p for p in parsed if (p.path, p.is_refused) not in state.already_stored]
        if state.is_dry_run:
            diffs = diff_files(batch, merge(batch, lock=False), preview_metadata(batch))
            if state.run:
                count_known_addresses(state, batch)
                count_older_files(state, batch)
                store_diffs(state, diffs)
        elif batch:
            _store(state, batch)
        elif state.run:  # among many unchanged files
            renew(state.run)
        for plan in batch:
            state.report.add(plan)
            plan.contents = None  # large, and the caller may still hold the plan
        if progress:
            progress(state.files_read - reported)
            reported = state.files_read


def _store(state: ImportState, batch: Sequence[FilePlan]) -> None:
    run = run_of(state)
    before = run.totals, run.metadata_counts, run.created_ids
    try:
        with transaction.atomic():
            _store_in_transaction(state, run, batch)
    except BaseException:  # what was created is rolled back
        run.totals, run.metadata_counts, run.created_ids = before
        state.lookup_cache = LookupCache()
        raise


def _store_in_transaction(state: ImportState, run: ImportRun, batch: Sequence[FilePlan]) -> None:
    store_refusals(run, [plan for plan in batch if plan.is_refused])
    store_metadata(run, batch, state.lookup_cache)
    articles = [plan for plan in batch if plan.kind == "article" and not plan.is_refused]
    store_articles(run, articles, state.lookup_cache)
    totals, metadata_counts = Counter(run.totals), Counter(run.metadata_counts)
    for plan in batch:
        count(totals, metadata_counts, plan)
    created = {
        "providers": state.lookup_cache.made_providers,
        "topics": state.lookup_cache.made_topics,
    }
    renew(
        run,
        totals=dict(totals),
        metadata_counts=dict(metadata_counts),
        created_ids={
            kind: sorted({*run.created_ids.get(kind, []), *pks}) for kind, pks in created.items()
        },
    )
