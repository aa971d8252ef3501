"""The results of a filter: counts for each status, and pages, without reading more than needed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count as CountRows

from articles.listing.filters import ArticleFilter
from articles.listing.keyset import Page, SortOrder, get_page
from articles.models import Article, ArticleQuerySet, Status

PAGE_SIZE = 50
COUNT_LIMIT = 2_000
"""Filtered articles are counted up to this number."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of articles; `is_capped` if there may be more."""

    number: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.is_capped else ''}"


@dataclass(frozen=True, slots=True)
class Matches:
    """Filtered articles, and their number by status, up to COUNT_LIMIT in total."""

    articles: ArticleQuerySet
    by_status: Counter[str]

    @property
    def count(self) -> Count:
        total = self.by_status.total()
        return Count(min(total, COUNT_LIMIT), total > COUNT_LIMIT)


class ArticleResults:
    """The articles of a filter in an order, and their `counts` by status ("" for all)."""

    def __init__(self, articles: ArticleFilter, order: SortOrder) -> None:
        self.order = order
        status = articles.params.get("status", "")
        self.status = status if status in Status.values else ""
        found = articles.without("status")
        if set(articles.params) - {"status"}:
            matches = find_matches(found)
            found, numbers, total = matches.articles, matches.by_status, matches.count
        else:
            rows = found.order_by().values_list("status").annotate(n=CountRows("pk"))
            numbers = Counter(dict(rows))
            total = Count(numbers.total())
        self.counts = {"": total} | {
            status: Count(numbers[status], total.is_capped) for status in Status.values
        }
        self._articles = found.filter(status=self.status) if self.status else found

    @property
    def count(self) -> Count:
        return self.counts[self.status]

    def page(self, query: Mapping[str, str], size: int = PAGE_SIZE) -> Page[Article]:
        """Return a page of articles with their sort keys only. Raise InvalidCursor."""
        return get_page(self._articles.only(*self.order.columns), self.order, query, size)


def find_matches(articles: ArticleQuerySet) -> Matches:
    """Count filtered articles. If they are few, replace the filter by their primary keys.

    A filter without an index is thus evaluated once, in the order of the table, and not again for
    each count and while following an index.
    """
    rows = list(articles.order_by().values_list("pk", "status")[: COUNT_LIMIT + 1])
    if len(rows) <= COUNT_LIMIT:
        articles = Article.objects.filter(pk__in=[pk for pk, _ in rows])
    return Matches(articles, Counter(status for _, status in rows))


def in_order(articles: ArticleQuerySet, keys: Sequence[int]) -> list[Article]:
    """Return the articles with these keys, in their order, without those deleted meanwhile."""
    found = articles.in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]
