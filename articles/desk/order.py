"""The orders in which articles are listed, and places in them.

A place is an article's value in the order and its primary key, `2031-05-04T12:00:00Z_17` or
`88_17`, and just `_17` where it has no value: those come last. It stands in addresses, so a page
costs the same at the list's start and at its end, and nothing slips from page to page.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from articles.models.values import parse_time
from articles.seeds.records import time_value

Key = tuple[Any, int]
"""An article's value in an order, and its primary key."""
_PLACE = re.compile(r"([^_]{0,40})_(\d{1,18})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)


class NoSuchPlace(ValueError):
    """The address holds a place that we have never written."""


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a column and then by primary key, in the same direction."""

    label: str
    column: str
    read: Callable[[str], Any]
    descending: bool = True
    nullable: bool = False
    is_indexed: bool = True

    def terms(self, *, backwards: bool = False) -> Sequence[Any]:
        """Return what `order_by` takes."""
        descending = self.descending != backwards
        column = F(self.column)
        if not self.nullable:
            return (column.desc() if descending else column.asc(), "-pk" if descending else "pk")
        if descending:
            return (column.desc(nulls_last=True), "-pk")
        return (column.asc(nulls_first=True), "pk")

    def rank(self, key: Key) -> Any:
        """Return what sorts keys in memory as the database sorts them, ascending."""
        value, pk = key
        return (value is not None, 0 if value is None else value, pk)

    def beyond(self, key: Key, *, backwards: bool = False) -> Q:
        """Return the condition to stand behind a place in this order, or before it."""
        value, pk = key
        if self.descending != backwards:
            return self._lower(value, pk)
        return self._higher(value, pk)

    def place(self, key: Key) -> str:
        """Return a place as an address has it."""
        value, pk = key
        text = time_value(value) if isinstance(value, datetime) else value
        return f"{'' if text is None else text}_{pk}"

    def parse(self, place: str) -> Key:
        """Return the key of a place, or raise NoSuchPlace."""
        match = _PLACE.fullmatch(place)
        if match is None or not (match[1] or self.nullable):
            raise NoSuchPlace(place)
        try:
            return (self.read(match[1]) if match[1] else None), int(match[2])
        except (ValueError, OverflowError) as error:
            raise NoSuchPlace(place) from error

    # The first condition alone is what an index can be entered by; the rest settles ties.
    def _lower(self, value: Any, pk: int) -> Q:
        if value is None:
            return Q((f"{self.column}__isnull", True), pk__lt=pk)
        lower = Q((f"{self.column}__lte", value)) & (
            Q((f"{self.column}__lt", value)) | Q(pk__lt=pk)
        )
        return lower | Q((f"{self.column}__isnull", True)) if self.nullable else lower

    def _higher(self, value: Any, pk: int) -> Q:
        if value is None:
            return Q((f"{self.column}__isnull", False)) | Q(pk__gt=pk)
        return Q((f"{self.column}__gte", value)) & (Q((f"{self.column}__gt", value)) | Q(pk__gt=pk))


ORDERS = {
    "newest": Order("Newest first", "published_at", parse_time),
    "oldest": Order("Oldest first", "published_at", parse_time, descending=False),
    "quality": Order("Highest quality first", "quality", _number, nullable=True),
    "heat": Order("Hottest first", "heat", _number, nullable=True, is_indexed=False),
    "updated": Order("Last changed first", "updated_at", parse_time, is_indexed=False),
}
"""By the name in the address; the first one is taken where none is named."""
