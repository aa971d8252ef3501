"""Resolve related links: find the articles that they point to.

A link points to the article with the same title and time; of several, to the first of its own
source, else to the first of any. Failing that, to the article with its address if there is exactly
one (an address is not a key: two files may share one).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, QuerySet

from articles.db.arrays import id_array
from articles.db.bulk import update_rows
from articles.models import Article, RelatedLink
from articles.stories.ranking import refresh_after_resolving


class _Row(NamedTuple):
    """The hashes of an article or a link; `article` and `source` are those of its article."""

    pk: int
    article: int
    source: int
    title_time_hash: int | None
    url_hash: int | None


ByHash = Mapping[tuple[int | None, int | None], Sequence[int]]
_HAS_CANDIDATE = Exists(
    Article.objects.filter(title_time_hash=OuterRef("title_time_hash"))
) | Exists(Article.objects.filter(url_hash=OuterRef("url_hash")))
"""Subqueries joined by OR: they are evaluated per link, and no planner makes them a join."""
MAX_PER_HASH = 3
"""A link's own article, the one that it may point to, and one that makes it ambiguous."""


def resolve_links(article_ids: Sequence[int]) -> None:
    """Resolve the links of these articles, and all links that may point to them. Idempotent."""
    articles = _articles(Article.objects.filter(pk__in=id_array(article_ids)))
    unresolved = _unresolved(article_ids, articles)
    if unresolved:
        update_rows(RelatedLink, ("id", "target"), _found(unresolved))
    refresh_after_resolving(article_ids)


def first_by_title(hashes: Iterable[int | None]) -> dict[tuple[int, int], int]:
    """Return the first article with each `title_time_hash`, by (source, hash)."""
    found = Article.objects.filter(title_time_hash__in=id_array(_known(hashes)))
    rows = found.order_by().values_list("source", "title_time_hash").annotate(first=Min("pk"))
    return {(source, title): first for source, title, first in rows}


def _unresolved(article_ids: Sequence[int], articles: Sequence[_Row]) -> list[_Row]:
    """Return the links without target that may have one now: of these articles, and to them.

    Targets are fetched by a second query: without statistics of new rows PostgreSQL would
    look up the targets of all links first.
    """
    links = RelatedLink.objects.filter(target__isnull=True)
    titles = _known(each.title_time_hash for each in articles)
    addresses = _known(each.url_hash for each in articles)
    rows = (
        *_links(links.filter(_HAS_CANDIDATE, article_id__in=id_array(article_ids))),
        *_links(links.filter(title_time_hash__in=id_array(titles))),
        *_links(links.filter(url_hash__in=id_array(addresses))),
    )
    return list({row.pk: row for row in rows}.values())


def _found(links: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    """Yield (link, target)."""
    by_title = _by_hash("title_time_hash", (link.title_time_hash for link in links))
    by_url = _by_hash("url_hash", (link.url_hash for link in links))
    for link in links:
        own = _others(link, by_title, link.title_time_hash, link.source)
        anywhere = _others(link, by_title, link.title_time_hash)
        at_address = _others(link, by_url, link.url_hash)
        if first := own or anywhere or (at_address if len(at_address) == 1 else []):
            yield link.pk, first[0]


def _others(link: _Row, articles: ByHash, key: int | None, source: int | None = None) -> list[int]:
    """Return the first articles with a hash, in one source or in all, without the link's own."""
    return [pk for pk in articles.get((key, source), ()) if pk != link.article]


def _by_hash(name: str, keys: Iterable[int | None]) -> ByHash:
    """Return the first articles by (hash, source) and by (hash, None)."""
    found: defaultdict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    which = {f"{name}__in": id_array(_known(keys))}
    for article in _articles(Article.objects.filter(**which)):
        for source in (article.source, None):
            pks = found[getattr(article, name), source]
            if len(pks) < MAX_PER_HASH:
                pks.append(article.pk)
    return found


def _known(keys: Iterable[int | None]) -> set[int]:
    return {key for key in keys if key is not None}


def _articles(articles: QuerySet[Article]) -> list[_Row]:
    rows = articles.order_by("pk").values_list(
        "pk", "pk", "source_id", "title_time_hash", "url_hash"
    )
    return [_Row(*row) for row in rows]


def _links(links: QuerySet[RelatedLink]) -> list[_Row]:
    rows = links.order_by().values_list(
        "pk", "article_id", "article__source_id", "title_time_hash", "url_hash"
    )
    return [_Row(*row) for row in rows]
