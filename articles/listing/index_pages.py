"""The keys of a page, read off the index that has the order.

An index that is parted by status is gone along once for each status, and once more for what has no
value; all in one question, whose few rows are put into order here.

Words that many articles have are no way to find fifty of them: to collect all that have them would
take longer than to go along the order and ask the index of words about those that are met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from articles.db.query_batch import rows_of_all
from articles.listing.ordering import Key, Order
from articles.models import ArticleQuerySet, Status
from articles.search.backends import Search

_MORE = 8
"""A look that has found too little is followed by one at so many times as much."""


@dataclass(frozen=True, slots=True)
class Way:
    """An order, forwards or backwards, along the articles of a status or ("") of all."""

    order: Order
    status: str
    backwards: bool

    @property
    def _statuses(self) -> Sequence[Q]:
        if self.status:
            return [Q(status=self.status)]
        return [Q(status=each) for each in Status.values] if self.order.by_status else [Q()]

    def keys(self, articles: ArticleQuerySet, beyond: Key | None, size: int) -> list[Key]:
        """Return the first keys behind a place."""
        order = self.order
        parts = [
            articles.filter(of_status, condition)
            .order_by(*terms)
            .values_list(order.column, "pk")[:size]
            for of_status in self._statuses
            for condition, terms in order.stages(beyond, backwards=self.backwards)
        ]
        if len(parts) == 1:
            return list(parts[0])
        keys = [(_value(value), pk) for value, pk in rows_of_all(parts)]
        return sorted(keys, key=order.rank, reverse=order.descending != self.backwards)[:size]

    def keys_with_words(
        self, articles: ArticleQuerySet, search: Search, beyond: Key | None, size: int
    ) -> list[Key]:
        """Return the first keys of what has words that many have."""
        found: list[Key] = []
        look = size
        while len(found) < size:
            keys = self.keys(articles, beyond, look)
            having = search.among([pk for _, pk in keys])
            found += [key for key in keys if key[1] in having]
            if len(keys) < look:
                break
            beyond, look = keys[-1], look * _MORE
        return found[:size]


def _value(value: Any) -> Any:
    """Return a time as ours: SQLite gives it without its zone."""
    is_bare = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if is_bare else value
