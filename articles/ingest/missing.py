"""Files that an import looked for in its source and did not find."""

import logging
from collections.abc import Callable, Collection, Iterable

from django.db import transaction

from articles.db.arrays import id_array
from articles.ingest.classify import Known, Plan, Shelf
from articles.ingest.import_state import keep_up
from articles.models import Article, ImportItem, ImportOutcome, ImportRun, SeedFile, Status
from articles.workflow.actors import starter_of
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import archive

logger = logging.getLogger(__name__)
LARGEST_SHARE = 5
"""`archive_missing` refuses when more than one in so many of the known articles would go."""


def missing_plans(
    shelf: Shelf, seen: Collection[tuple[str, str]], unreadable: Collection[str]
) -> list[Plan]:
    """Return a plan for each known file that was not seen, in the order of the paths.

    What lies at or below an `unreadable` path is there, for all that we know.
    """
    gone = [
        (key, known)
        for key, known in shelf.items()
        if key not in seen and known.pk and not _lies_below(known.path, unreadable)
    ]
    return [
        Plan(known.path, ImportOutcome.MISSING, kind=kind, name=name, known=known)
        for (kind, name), known in sorted(gone, key=lambda item: item[1].path)
    ]


def _lies_below(path: str, folders: Collection[str]) -> bool:
    return any(folder in {"", ".", path} or path.startswith(f"{folder}/") for folder in folders)


def newly_missing(plans: Collection[Plan]) -> list[Plan]:
    """Return those that no earlier import has reported."""
    return [plan for plan in plans if plan.known and not plan.known.is_gone]


def all_missing(shelf: Shelf, seen: Collection[tuple[str, str]], plans: Collection[Plan]) -> str:
    """Return what to say where not one of the articles' known files was found, "" elsewhere."""
    count = sum(plan.kind == "article" for plan in plans)
    if not count or any(key in seen for key, known in shelf.items() if known.pk):
        return ""
    what = f"All {count} known files are" if count > 1 else "The one known file is"
    return (
        f"{what} missing here. Is it the wrong folder, or are the files of another source? Only if "
        "it is right go on: the articles stay, but their files count as gone."
    )


@transaction.atomic
def store_missing(run: ImportRun, plans: Collection[Plan]) -> None:
    """Remember when files were first missed. Deletes nothing."""
    pks = id_array(known.pk for known in _knowns(plans))
    articles = dict(SeedFile.objects.filter(pk__in=pks).values_list("pk", "article_id"))
    SeedFile.objects.filter(pk__in=pks).update(missing_since=run.created_at)
    ImportItem.objects.bulk_create(
        ImportItem(
            run=run,
            path=known.path,
            outcome=ImportOutcome.MISSING,
            article_id=articles[known.pk],
            seed_before={"missing_since": None},
        )
        for known in _knowns(plans)
    )


class TooManyMissing(Exception):
    """More is missing than a source loses in good order."""


def articles_to_archive(plans: Collection[Plan], known: Iterable[tuple[str, str]]) -> list[Article]:
    """Return the articles of missing files that are not archived yet.

    `known` are the (kind, name) of all files of the source, the new ones included.

    Raises TooManyMissing when more than a fifth of the source's articles would go: then the
    folder is more likely to be the wrong one.
    """
    pks = id_array(known.pk for known in _knowns(plans))
    articles = list(Article.objects.filter(seed_file__in=pks).exclude(status=Status.ARCHIVED))
    size = sum(kind == "article" for kind, _ in {*known})
    if len(articles) * LARGEST_SHARE > size:
        raise TooManyMissing(
            f"Archived nothing: {len(articles)} of {size} articles are missing from the source, "
            "more than a fifth. Is it the right folder?"
        )
    return articles


def archive_all(run_of: Callable[[], ImportRun], articles: Collection[Article]) -> list[Article]:
    """Archive articles and return those that were; `run_of` gives the run, made only when there
    is something to archive. What an editor changes meanwhile is left to the next import."""
    archived = []
    for article in articles:
        try:
            _archive(run_of(), article)
            archived.append(article)
        except WorkflowError as error:
            logger.info("Article %s was not archived: %s", article.pk, error)
    return archived


@transaction.atomic
def _archive(run: ImportRun, article: Article) -> None:
    keep_up(run)
    archive(
        article, by=starter_of(run), reason="gone from its source", now=run.created_at,
        import_run=run,
    )  # fmt: skip
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


def _knowns(plans: Collection[Plan]) -> list[Known]:
    return [plan.known for plan in plans if plan.known]
