"""Find the articles that related links point to.

By title and time first: of several articles the one of the link's own source, and of those the
first. Failing that by address, where exactly one article has it (an address is not a key: the
same one on two files is normal).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, QuerySet

from articles.db.arrays import id_array
from articles.db.bulk import update_rows
from articles.models import Article, RelatedLink
from articles.stories.ranking import refresh_after_resolving

Story = tuple[int, int]


class _Place(NamedTuple):
    """An article with its source, or a link with its article's."""

    pk: int
    article: int
    source: int
    title_time_hash: int | None
    url_hash: int | None


Keyed = Mapping[tuple[int | None, int | None], Sequence[int]]
_FINDS_ANYTHING = Exists(
    Article.objects.filter(title_time_hash=OuterRef("title_time_hash"))
) | Exists(Article.objects.filter(url_hash=OuterRef("url_hash")))
"""Joined by "or", so that a planner looks it up for each link, and joins no tables."""
ENOUGH = 3
"""Articles of a key: a link's own, the one that it may point to, and one that makes it doubtful."""


def resolve_links(article_ids: Sequence[int]) -> None:
    """Resolve the links of these articles, and all links that may point to these articles."""
    articles = _articles(Article.objects.filter(pk__in=id_array(article_ids)))
    unresolved = _unresolved(article_ids, articles)
    if unresolved:
        update_rows(RelatedLink, ("id", "target"), _found(unresolved))
    refresh_after_resolving(article_ids)


def first_of_stories(title_time_hashes: Iterable[int | None]) -> dict[Story, int]:
    """Return by (source, story key) the primary key of the first article that has it."""
    found = Article.objects.filter(title_time_hash__in=id_array(_known(title_time_hashes)))
    rows = found.order_by().values_list("source", "title_time_hash").annotate(first=Min("pk"))
    return {(source, story): first for source, story, first in rows}


def _unresolved(article_ids: Sequence[int], articles: Sequence[_Place]) -> list[_Place]:
    """Return the links that may find something now: those of the articles for which there is
    anything, and those that these articles may be. What each finds is looked up afterwards, by
    keys alone: a planner that knows nothing of fresh rows yet would look up first, for all links
    that there are."""
    links = RelatedLink.objects.filter(target__isnull=True)
    stories = _known(each.title_time_hash for each in articles)
    addresses = _known(each.url_hash for each in articles)
    places = (
        *_links(links.filter(_FINDS_ANYTHING, article_id__in=id_array(article_ids))),
        *_links(links.filter(title_time_hash__in=id_array(stories))),
        *_links(links.filter(url_hash__in=id_array(addresses))),
    )
    return list({place.pk: place for place in places}.values())


def _found(links: Sequence[_Place]) -> Iterator[tuple[int, int]]:
    """Yield (link, the article that it points to)."""
    stories = _by_key("title_time_hash", (link.title_time_hash for link in links))
    addresses = _by_key("url_hash", (link.url_hash for link in links))
    for link in links:
        own = _others(link, stories, link.title_time_hash, link.source)
        anywhere = _others(link, stories, link.title_time_hash)
        at_address = _others(link, addresses, link.url_hash)
        if first := own or anywhere or (at_address if len(at_address) == 1 else []):
            yield link.pk, first[0]


def _others(link: _Place, articles: Keyed, key: int | None, source: int | None = None) -> list[int]:
    """Return the first of the other articles that have the key, in any source or in one."""
    return [pk for pk in articles.get((key, source), ()) if pk != link.article]


def _by_key(name: str, keys: Iterable[int | None]) -> Keyed:
    """Return the first articles that have one of these keys, by it and their source or None."""
    found: defaultdict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    which = {f"{name}__in": id_array(_known(keys))}
    for article in _articles(Article.objects.filter(**which)):
        for source in (article.source, None):
            pks = found[getattr(article, name), source]
            if len(pks) < ENOUGH:
                pks.append(article.pk)
    return found


def _known(keys: Iterable[int | None]) -> set[int]:
    return {key for key in keys if key is not None}


def _articles(articles: QuerySet[Article]) -> list[_Place]:
    rows = articles.order_by("pk").values_list(
        "pk", "pk", "source_id", "title_time_hash", "url_hash"
    )
    return [_Place(*row) for row in rows]


def _links(links: QuerySet[RelatedLink]) -> list[_Place]:
    rows = links.order_by().values_list(
        "pk", "article_id", "article__source_id", "title_time_hash", "url_hash"
    )
    return [_Place(*row) for row in rows]
