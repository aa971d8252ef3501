"""Finish an import: resolve links, store local pictures and placeholders, end the run."""

from collections import Counter

from django.db import transaction

from articles.images.background import enqueue_fetches
from articles.images.declared import connect_icons, connect_images
from articles.images.local_files import store_local
from articles.ingest.import_state import ImportState
from articles.ingest.link_resolution import resolve_stored_links
from articles.ingest.preview_items import store_diffs
from articles.ingest.preview_notices import preview_notices
from articles.jobs.lease import renew
from articles.jobs.lifecycle import execute, finish
from articles.models import ImportItem, ImportOutcome, ImportRun, PublishRun, Source
from articles.publishing.auto_publish import start_after_import

CONNECTED_AT_ONCE = 1_000
"""Articles that are connected with their pictures in one transaction."""
PICTURES_AT_ONCE = 200
"""Articles whose pictures are read from a folder between two renewals of the lease."""


def complete(state: ImportState) -> None:
    """End an import or a preview, and execute the publish run that follows an import."""
    run = state.run
    if state.is_dry_run:
        if run:
            store_diffs(state, [])
            warnings = [*state.report.warnings, *preview_notices(state)]
            finish(run, message="\n".join(warnings))
        return
    _remember_placeholders(state)
    if run is None:
        return
    resolve_stored_links(run, renew=renew)
    _store_pictures(state, run)
    publish_run = _finish_import(state, run)
    if publish_run is not None:
        execute(publish_run)
    enqueue_fetches()
    _report_whole_run(state, run)


@transaction.atomic
def _finish_import(state: ImportState, run: ImportRun) -> PublishRun | None:
    """End the import and store the publish run that follows, both or neither.

    The end comes last: if anything failed after it, `run` would count as ended in memory only.
    """
    unchanged = ImportOutcome.UNCHANGED.value
    totals = run.totals | {unchanged: state.report.totals[unchanged]}
    publish_run = start_after_import(run)
    finish(run, totals=totals, message="\n".join(state.report.warnings))
    return publish_run


def _report_whole_run(state: ImportState, run: ImportRun) -> None:
    """Report all that a resumed run has done, not only what it did after the kill."""
    state.report.totals |= Counter(run.totals)


def _store_pictures(state: ImportState, run: ImportRun) -> None:
    """Request the pictures of what the import has written, and store those of its folders."""
    items = ImportItem.objects.filter(run=run).exclude(outcome=ImportOutcome.REFUSED)
    seeds = run.source.seed_files.filter(path__in=items.filter(article=None).values("path"))
    named = seeds.filter(provider__isnull=False).values_list("provider", flat=True)
    providers = sorted({*run.created_ids.get("providers", ()), *filter(None, named)})
    connect_icons(providers)
    for root in state.request.folders:
        store_local(root, providers=providers)
    articles = items.exclude(article__images="[]").filter(article__isnull=False)
    pks, last = articles.order_by("article").values_list("article", flat=True), 0
    while some := [pk for pk in pks.filter(article__gt=last)[:CONNECTED_AT_ONCE] if pk]:
        with_files = connect_images(some)
        for start in range(0, len(with_files), PICTURES_AT_ONCE):
            for root in state.request.folders:
                store_local(root, with_files[start : start + PICTURES_AT_ONCE])
            renew(run)
        renew(run)
        last = some[-1]


def _remember_placeholders(state: ImportState) -> None:
    if not state.placeholders:
        return
    source, _ = Source.objects.get_or_create(name=state.request.source)
    known = sorted({*source.placeholders, *state.placeholders})
    if known != source.placeholders:
        source.placeholders = known
        source.save(update_fields=["placeholders"])
