"""Pages of a list by the place of their first or last item, never by counting.

A cursor is an item's place in the order, `2026-11-15T13:05:00Z_123`: its time and its primary
key. The page before or after a place costs the same at the list's start and at its end, and
nothing slips from page to page while new items arrive. The price: nobody knows how many pages
there are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from articles.models import Article, ArticleQuerySet
from articles.models.value_fields import parse_time
from articles.seeds.records import time_value

PAGE_SIZE = 30

# No primary key is longer: a longer number would not fit the column.
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)_(\d{1,18})", re.ASCII)


class NoSuchPlace(ValueError):
    """The address holds a cursor that we have never written."""


@dataclass(frozen=True, slots=True)
class Page:
    """Articles newest first, with the cursors of the neighbouring pages ("" without one).

    `is_first`: no newer page exists. `place` is the query that led here, "" for the first page.
    """

    articles: list[Article]
    newer: str
    older: str
    is_first: bool
    place: str


def page_of(articles: ArticleQuerySet, query: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
    """Return the page that `query` asks for with `before` or `after`, in one database query.

    A page of less than `size` that `after` leads to has `is_first`: show the first page in
    its stead, which is fuller. Raises NoSuchPlace.
    """
    if "after" in query:
        return _newer_page(articles, query["after"], size)
    before = query.get("before", "")
    older = articles.filter(_older_than(before)) if before else articles
    found = list(older.newest_first()[: size + 1])
    return Page(
        articles=found[:size],
        newer=cursor(found[0]) if before and found else "",
        older=cursor(found[size - 1]) if len(found) > size else "",
        is_first=not before,
        place=f"?before={before}" if before else "",
    )


def cursor(article: Article) -> str:
    """Return an article's place in the order."""
    return f"{time_value(article.published_at)}_{article.pk}"


def _newer_page(articles: ArticleQuerySet, after: str, size: int) -> Page:
    upwards = articles.filter(_newer_than(after)).order_by("published_at", "pk")
    found = list(upwards[: size + 1])
    shown = found[:size][::-1]
    return Page(
        articles=shown,
        newer=cursor(shown[0]) if len(found) > size else "",
        older=cursor(shown[-1]) if shown else "",
        is_first=len(found) <= size,
        place=f"?after={after}",
    )


# The first condition alone is what an index can be entered by; the rest settles ties.
def _older_than(place: str) -> Q:
    moment, pk = _parse(place)
    return Q(published_at__lte=moment) & (Q(published_at__lt=moment) | Q(pk__lt=pk))


def _newer_than(place: str) -> Q:
    moment, pk = _parse(place)
    return Q(published_at__gte=moment) & (Q(published_at__gt=moment) | Q(pk__gt=pk))


def _parse(place: str) -> tuple[datetime, int]:
    match = _CURSOR.fullmatch(place)
    if match is None:
        raise NoSuchPlace(place)
    try:
        return parse_time(match[1]), int(match[2])
    except ValueError as error:
        raise NoSuchPlace(place) from error
