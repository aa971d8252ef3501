"""A page of a list of articles, and how many there are, without reading more than is needed.

The page's keys are found first, from an index where there is one, and then its fifty rows. Nothing
is counted beyond `MOST`, and of a search nothing beyond what the index of words names at once. A
filter that few articles pass is answered in one look through the table: the keys that it finds are
the page, the counts and the other tabs' counts, all at once. In the order of an index that would
be a jump to each row of the table, and takes seven times as long.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Q

from articles.listing.filters import ArticleFilter
from articles.listing.index_pages import Way
from articles.listing.ordering import Key, Order
from articles.models import Article, ArticleQuerySet, Status
from articles.search.backends import Search, one_of

PAGE_SIZE = 50
MOST = 10_000
"""To count more takes long, and tells nobody more."""
FEW = 2_000
"""Keys that one look through the table brings home."""
END = "end"


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of a page in order. `before` and `after` are the places that the neighbouring
    pages begin at, "" where there is none."""

    keys: list[int]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of articles; `is_least` where counting stopped and there are more, or may be."""

    number: int
    is_least: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.is_least else ''}"


class Found:
    """What a filter finds: counts for each status, and pages."""

    def __init__(self, articles: ArticleFilter, order: Order) -> None:
        self.order = order
        self.status = articles.asked.get("status", "")
        if self.status not in Status.values:
            self.status = ""
        asked = set(articles.asked) - {"status"}
        self._wide = _wide(articles.search) if asked == {"q"} else None
        """The search for words that many have, where nothing else is asked for."""
        self._all = articles.narrowed(without={"status", "q"} if self._wide else {"status"})
        self._sieved = self._sieve() if asked and not self._wide else None
        self.counts = self._count(is_narrow=bool(asked))
        """For each status, and for all together under ""."""

    @property
    def count(self) -> Count:
        return self.counts[self.status]

    def page(self, query: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
        """Return the page that `query` asks for by a place `after` or `before`; the first one
        without, the last one for `before=end`. Raises NoSuchPlace."""
        place = query.get("before") or query.get("after") or ""
        backwards = bool(query.get("before"))
        key = self.order.parse(place) if place not in {"", END} else None
        keys = self._keys(key, size + 1, backwards=backwards)
        more, keys = len(keys) > size, keys[:size]
        if backwards:
            keys.reverse()
        has_before = more if backwards else key is not None
        has_after = key is not None if backwards else more
        return Page(
            [pk for _, pk in keys],
            self.order.place(keys[0]) if keys and has_before else "",
            self.order.place(keys[-1]) if keys and has_after else "",
        )

    def _keys(self, beyond: Key | None, size: int, *, backwards: bool) -> list[Key]:
        if self._sieved is not None:
            return self._sieved_keys(beyond, size, backwards=backwards)
        way = Way(self.order, self.status, backwards)
        if self._wide:
            return way.keys_with_words(self._all, self._wide, beyond, size)
        return way.keys(self._all, beyond, size)

    def _sieved_keys(self, beyond: Key | None, size: int, *, backwards: bool) -> list[Key]:
        rank, falling = self.order.rank, self.order.descending != backwards
        keys = [key for status, key in self._sieved or () if self.status in {"", status}]
        if beyond is not None:
            place = rank(beyond)
            keys = [key for key in keys if (rank(key) < place if falling else rank(key) > place)]
        return sorted(keys, key=rank, reverse=falling)[:size]

    def _sieve(self) -> list[tuple[str, Key]] | None:
        """Return status and key of all that is found, None where that is more than a few."""
        rows = self._all.order_by().values_list("status", self.order.column, "pk")[: FEW + 1]
        found = [(status, (value, pk)) for status, value, pk in rows]
        return found if len(found) <= FEW else None

    def _count(self, *, is_narrow: bool) -> dict[str, Count]:
        if self._sieved is not None:
            return _counts(Counter(status for status, _ in self._sieved))
        if self._wide:
            return _counts_of_first(self._wide)
        return _counts_of_some(self._all) if is_narrow else _counts_of_all()


def _wide(search: Search | None) -> Search | None:
    return None if search is None or search.is_few else search


def _counts(numbers: Mapping[str, int], *, is_least: bool = False) -> dict[str, Count]:
    total = sum(numbers.values())
    is_least = is_least or total > MOST
    counts = {status: Count(numbers.get(status, 0), is_least) for status in Status.values}
    return counts | {"": Count(min(total, MOST), is_least)}


def _counts_of_some(articles: ArticleQuerySet) -> dict[str, Count]:
    """Count the first that are met, whatever their order: no index is jumped through."""
    return _counts(Counter(articles.order_by().values_list("status", flat=True)[: MOST + 1]))


def _counts_of_first(search: Search) -> dict[str, Count]:
    """Count those that the index names first: there are more, who knows of which status."""
    first = Article.objects.filter(one_of(search.first[:-1])).order_by()
    statuses = first.values_list("status").annotate(number=models.Count("*"))
    return _counts(dict(statuses), is_least=True)


def _counts_of_all() -> dict[str, Count]:
    """Count each status in one query, from an index alone and none further than beyond MOST."""
    counts: dict[str, Count] = {}
    parts: list[str] = []
    params: list[Any] = []
    for status in Status.values:
        some = Article.objects.filter(status=status).order_by().values("pk")[: MOST + 1]
        sql, more = some.query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 the ORM's own SQL
        params += more
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        for status, number in zip(Status.values, cursor.fetchone(), strict=True):
            counts[status] = Count(min(number, MOST), number > MOST)
    total = sum(count.number for count in counts.values())
    is_least = total > MOST or any(count.is_least for count in counts.values())
    return counts | {"": Count(min(total, MOST), is_least)}


def in_order(articles: ArticleQuerySet, keys: Sequence[int]) -> list[Article]:
    """Return the articles of a page in its order; what has gone meanwhile is left out."""
    found: dict[Any, Article] = {each.pk: each for each in articles.filter(Q(pk__in=keys))}
    return [found[pk] for pk in keys if pk in found]
