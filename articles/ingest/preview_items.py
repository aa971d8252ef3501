"""Store the items of a preview, one batch per transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from articles.db.arrays import id_array
from articles.db.bulk import insert_rows
from articles.db.json_text import stored_json
from articles.ingest.import_state import ImportState
from articles.ingest.options import FileSelection
from articles.ingest.preview_diff import FileDiff
from articles.jobs.lease import renew
from articles.models import Article, ImportItem, ImportOutcome, ImportRun, SeedFile, SeedKind

_COLUMNS = (
    "run", "path", "kind", "outcome", "title", "quality", "article", "version", "fields",
    "problems", "diff", "is_excluded", "undone", "undo_skipped_reason",
)  # fmt: skip


def store_diffs(state: ImportState, diffs: Sequence[FileDiff]) -> None:
    """Store the items of files and the progress of a preview.

    The unchanged files since the last call are stored with them.
    """
    run, unchanged = state.run, state.unchanged
    if run is None:
        return
    state.unchanged = []
    articles = _articles_of_missing(diffs)
    excluded = FileSelection.of(run.file_selection).exclude
    rows = [_row(run, diff, articles, excluded) for diff in diffs]
    rows += [_unchanged_row(run, path) for path in unchanged]
    with transaction.atomic():
        insert_rows(ImportItem, _COLUMNS, rows)
        renew(
            run,
            totals=dict(state.report.totals),
            metadata_counts=dict(state.report.metadata_counts),
        )


def _row(
    run: ImportRun, diff: FileDiff, articles: dict[int, Article], excluded: frozenset[str]
) -> tuple[Any, ...]:
    plan = diff.plan
    article = diff.title, diff.quality, diff.article, diff.version
    if plan.known and (missing := articles.get(plan.known.pk)):
        article = missing.title, missing.quality, missing.pk, missing.version
    sides = {"base": diff.base, "ours": diff.ours, "theirs": diff.theirs}
    is_excluded = plan.path in excluded and not plan.is_refused
    return (run.pk, plan.path, plan.kind, plan.outcome.value, *article, stored_json(plan.fields),
            stored_json(plan.problems), stored_json(sides), is_excluded, False, "")  # fmt: skip


def _unchanged_row(run: ImportRun, path: str) -> tuple[Any, ...]:
    what = SeedKind.ARTICLE.value, ImportOutcome.UNCHANGED.value
    return (run.pk, path, *what, "", None, None, None, "[]", "[]", None, False, False, "")


def _articles_of_missing(diffs: Sequence[FileDiff]) -> dict[int, Article]:
    """Return the articles of missing files by the primary key of their seed file."""
    pks = [
        diff.plan.known.pk
        for diff in diffs
        if diff.plan.outcome == ImportOutcome.MISSING and diff.plan.known
    ]
    seeds = SeedFile.objects.filter(pk__in=id_array(pks)).defer("content", "base")
    return {seed.pk: seed.article for seed in seeds.select_related("article") if seed.article}
