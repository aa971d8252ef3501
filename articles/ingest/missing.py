"""Report and archive known files that an import did not find."""

import logging
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from articles.db.arrays import id_array
from articles.ingest.classify import FilePlan, KnownFile, KnownFiles
from articles.ingest.import_state import ImportState, run_of
from articles.ingest.preview_diff import diff_files
from articles.ingest.preview_items import store_diffs
from articles.jobs.lease import renew
from articles.models import Article, ImportItem, ImportOutcome, ImportRun, SeedFile, Status
from articles.workflow.actors import starter_of
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import archive

logger = logging.getLogger(__name__)
LARGEST_SHARE = 5
"""`archive_missing` refuses when more than one in so many of the known articles would go."""


class TooManyMissing(Exception):
    """So many files are missing that the folder is probably the wrong one."""


def handle_missing(state: ImportState) -> None:
    """Report the files that are missing since this import, and store that.

    Archive their articles, and those of files that were missing before, if that was asked.
    """
    missing = plan_missing(state.known_files, state.seen, state.unreadable)
    is_archiving = state.request.options.archive_missing
    plans = [
        plan
        for plan in missing
        if state.request.selection.includes(plan.path) and (is_archiving or _is_new(plan))
    ]
    for plan in plans:
        state.report.add(plan)
    if not state.is_dry_run:
        _store_newly_missing(state, plans)
    elif state.run:
        store_diffs(state, diff_files(plans, [], {}))
    if is_archiving:
        _archive(state, plans)
    elif warning := missing_warning(state.known_files, plans, dry_run=state.is_dry_run):
        state.report.warnings.append(warning)


def plan_missing(
    known_files: KnownFiles, seen: Collection[tuple[str, str]], unreadable: Collection[str]
) -> list[FilePlan]:
    """Return a plan for each known file that was not seen, ordered by path.

    Files at or below an `unreadable` path may exist, so they do not count as missing.
    """
    missing = [
        (key, known)
        for key, known in known_files.items()
        if key not in seen and known.pk and not _is_below(known.path, unreadable)
    ]
    return [
        FilePlan(known.path, ImportOutcome.MISSING, kind=kind, name=name, known=known)
        for (kind, name), known in sorted(missing, key=lambda item: item[1].path)
    ]


def _is_new(plan: FilePlan) -> bool:
    return plan.known is not None and not plan.known.is_missing


def _is_below(path: str, folders: Collection[str]) -> bool:
    return any(folder in {"", ".", path} or path.startswith(f"{folder}/") for folder in folders)


def missing_warning(known_files: KnownFiles, plans: Collection[FilePlan], *, dry_run: bool) -> str:
    """Return a warning if more than half of the known articles' files are missing, else ""."""
    known = sum(
        kind == "article" and bool(file.pk) and not file.is_missing
        for (kind, _), file in known_files.items()
    )
    missing = sum(plan.kind == "article" for plan in plans)
    if missing * 2 <= known:
        return ""
    files = "All" if missing == known else f"{missing:,} of the"
    if not dry_run:
        return f"{files} {known:,} files imported earlier were not found and now count as missing."
    return (
        f"{files} {known:,} files imported earlier are missing here. Is it the wrong folder or "
        "source? If you continue, the articles stay, and their files are marked as missing."
    )


def _store_newly_missing(state: ImportState, plans: Sequence[FilePlan]) -> None:
    new = [
        plan for plan in plans if _is_new(plan) and (plan.path, False) not in state.already_stored
    ]
    if new:
        with transaction.atomic():
            run = run_of(state)
            store_missing(run, new)
            articles = sum(plan.kind == "article" for plan in new)
            renew(run, totals=run.totals | {ImportOutcome.MISSING.value: articles})


@transaction.atomic
def store_missing(run: ImportRun, plans: Collection[FilePlan]) -> None:
    """Store since when files are missing. Deletes nothing."""
    pks = id_array(known.pk for known in _known(plans))
    articles = dict(SeedFile.objects.filter(pk__in=pks).values_list("pk", "article_id"))
    SeedFile.objects.filter(pk__in=pks).update(missing_since=run.created_at)
    ImportItem.objects.bulk_create(
        ImportItem(
            run=run,
            path=plan.path,
            kind=plan.kind,
            outcome=ImportOutcome.MISSING,
            article_id=articles[plan.known.pk],
            seed_before={"missing_since": None},
        )
        for plan in plans
        if plan.known
    )


def _archive(state: ImportState, plans: Sequence[FilePlan]) -> None:
    try:
        articles = articles_to_archive(plans, (*state.known_files, *state.seen))
    except TooManyMissing as error:
        state.report.archiving_refused = True
        state.report.warnings.append(str(error))
        return
    if not state.is_dry_run:
        articles = [article for article in articles if _archive_one(run_of(state), article)]
    if articles:
        warning = f"Archived {len(articles):,} articles whose files are missing."
        state.report.warnings.append(warning)


def articles_to_archive(
    plans: Collection[FilePlan], known: Iterable[tuple[str, str]]
) -> list[Article]:
    """Return the articles of missing files that are not archived yet.

    `known` are the (kind, name) of all files of the source, the new ones included. Raises
    TooManyMissing when more than a fifth of the source's articles would be archived.
    """
    pks = id_array(known.pk for known in _known(plans))
    articles = list(Article.objects.filter(seed_file__in=pks).exclude(status=Status.ARCHIVED))
    size = sum(kind == "article" for kind, _ in {*known})
    if len(articles) * LARGEST_SHARE > size:
        raise TooManyMissing(
            f"Archived nothing: {len(articles):,} of {size:,} articles are missing from the "
            "source, more than a fifth. Is it the right folder?"
        )
    return articles


def _archive_one(run: ImportRun, article: Article) -> bool:
    """Archive an article; leave it to the next import if an editor has just changed it."""
    try:
        with transaction.atomic():
            archive(
                article,
                by=starter_of(run),
                reason="missing from its source",
                now=run.created_at,
                import_run=run,
            )
            ImportItem.objects.update_or_create(
                run=run,
                article=article,
                outcome=ImportOutcome.MISSING,
                defaults={"version": article.version, "fields": ["status"]},
                create_defaults={
                    "path": article.seed_file.path,
                    "version": article.version,
                    "fields": ["status"],
                },
            )
            renew(run)
    except WorkflowError as error:
        logger.info("Article %s was not archived: %s", article.pk, error)
        return False
    return True


def _known(plans: Collection[FilePlan]) -> list[KnownFile]:
    return [plan.known for plan in plans if plan.known]
