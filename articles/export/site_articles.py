"""Which articles the sites' own JSON shows, in which order, and what to fetch with them.

Newest first, ties by path. The database orders by time and primary key, for which there is an
index; articles of the same second are sorted by path in Python.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeVar

from django.db.models import Prefetch, QuerySet

from articles.models import Article, ArticleQuerySet, ArticleTopic, Topic

PAGE_SIZE = 25
DEFAULT_FOLDER = PurePosixPath("_news")
_COLUMNS = (
    "name", "title", "excerpt", "web_url", "original_url", "featured_content", "heat", "images",
    "body", "type", "amp_url", "cdn_amp_url", "published_at", "category", "provider__name",
    "provider__domain", "provider__images", "provider__edited_fields", "seed_file__path",
    "seed_file__content",
)  # fmt: skip
Row = TypeVar("Row", bound=Any)
"""An article, or a named tuple with `pk`, `published_at`, `name` and `seed_file__path`."""


class Window(NamedTuple):
    """The times between which the articles of a page lie, and the primary key of the first.

    Earlier pages have those of the time `newest` whose primary key is greater than `first`.
    """

    newest: datetime
    oldest: datetime
    first: int


def site_articles(now: datetime, topic: Topic | None = None) -> ArticleQuerySet:
    """Return what the JSON of the site, or of a topic, shows at `now`."""
    articles = Article.objects.listed(now).newest_first()
    return articles.filter(article_topics__topic=topic) if topic else articles


def site_topics() -> QuerySet[Topic]:
    """Return the topics that have pages of their own: with a parent and a news service."""
    return Topic.objects.filter(parent__isnull=False, services__has_key="news").order_by("pk")


def own_pages(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles that readers find only here: those without an address elsewhere."""
    return articles.filter(web_url="")


def with_site_relations(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch what `page_json` reads, in two queries."""
    topics = ArticleTopic.objects.select_related("topic").order_by("position")
    related = articles.select_related("provider", "seed_file").only(*_COLUMNS)
    return related.prefetch_related(Prefetch("article_topics", topics))


def find_window(articles: ArticleQuerySet, number: int) -> Window | None:
    """Return where a page of `site_articles` lies, or None after the end.

    This skips rows of an index, without reading the rows of the table.
    """
    start = (number - 1) * PAGE_SIZE
    rows = articles.values_list("published_at", "pk")[start : start + PAGE_SIZE + 1]
    found = list(rows)
    return Window(found[0][0], found[-1][0], found[0][1]) if found else None


def in_window(articles: ArticleQuerySet, window: Window) -> ArticleQuerySet:
    """Return the articles of a page, and all of the same seconds as its first and its last."""
    return articles.filter(published_at__range=(window.oldest, window.newest))


def page_rows(rows: Iterable[Row], window: Window, folder: PurePosixPath) -> Sequence[Row]:
    """Return the rows of a page, and the first of the next page, from those in the window."""
    ordered = list(in_site_order(rows, folder))
    skipped = sum(row.published_at == window.newest and row.pk > window.first for row in ordered)
    return ordered[skipped : skipped + PAGE_SIZE + 1]


def in_site_order(newest_first: Iterable[Row], folder: PurePosixPath) -> Iterator[Row]:
    """Yield articles that come in the order of the database in that of the site."""
    for _, rows in groupby(newest_first, key=attrgetter("published_at")):
        yield from sorted(rows, key=lambda row: site_path(row, folder))


def site_path(row: Row, folder: PurePosixPath) -> str:
    """Return the path of an article's seed file; one that was written here gets one in `folder`."""
    if hasattr(row, "seed_file__path"):
        path = row.seed_file__path
    else:
        seed = getattr(row, "seed_file", None)
        path = seed.path if seed else ""
    return path or str(folder / f"{row.name}.md")


def site_folder(now: datetime) -> PurePosixPath:
    """Return the folder of the newest imported article. Files of drafts must not show here."""
    imported = Article.objects.listed(now).filter(seed_file__isnull=False).newest_first()
    path = imported.values_list("seed_file__path", flat=True).first()
    return PurePosixPath(path).parent if path else DEFAULT_FOLDER
