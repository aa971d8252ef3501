"""The orders in which articles are listed, and places in them.

A place is an article's value in the order and its primary key, `2031-05-04T12:00:00Z_17` or
`88_17`, and just `_17` where it has no value: those come last. It stands in addresses, so a page
costs the same at the list's start and at its end, and nothing slips from page to page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from articles.models.value_fields import parse_time
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
    by_status: bool = False
    """Whether its index is parted by status: what is in any is put together from all."""

    def stages(self, beyond: Key | None, *, backwards: bool = False) -> list[tuple[Q, list[str]]]:
        """Return the parts of the way from a place on: conditions, and what `order_by` takes.

        An index has what has no value at one end, and which end that is depends on the database:
        so these are a part of their own.
        """
        is_falling = self.descending != backwards
        sign = "-" if is_falling else ""
        valued = self._valued(beyond, is_falling=is_falling), [f"{sign}{self.column}", f"{sign}pk"]
        if not self.nullable:
            return [valued]
        is_among = beyond is not None and beyond[0] is None
        rest = Q((f"{self.column}__isnull", True))
        if is_among and beyond is not None:
            rest &= Q((f"pk__{'lt' if is_falling else 'gt'}", beyond[1]))
        unvalued = rest, [f"{sign}pk"]
        if is_falling:
            return [unvalued] if is_among else [valued, unvalued]
        return [unvalued, valued] if beyond is None or is_among else [valued]

    def rank(self, key: Key) -> Any:
        """Return what sorts keys in memory as the database sorts them, ascending."""
        value, pk = key
        return (value is not None, 0 if value is None else value, pk)

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

    def _valued(self, beyond: Key | None, *, is_falling: bool) -> Q:
        """The first condition alone is what an index can be entered by; the rest settles ties."""
        has_value = Q((f"{self.column}__isnull", False)) if self.nullable else Q()
        if beyond is None or beyond[0] is None:
            return has_value
        (value, pk), side = beyond, "lt" if is_falling else "gt"
        further = Q((f"{self.column}__{side}", value)) | Q((f"pk__{side}", pk))
        return has_value & Q((f"{self.column}__{side}e", value)) & further


ORDERS = {
    "newest": Order("Newest first", "published_at", parse_time),
    "oldest": Order("Oldest first", "published_at", parse_time, descending=False),
    "quality": Order("Highest quality first", "quality", _number, nullable=True, by_status=True),
    "heat": Order("Hottest first", "heat", _number, nullable=True, by_status=True),
    "updated": Order("Last changed first", "updated_at", parse_time, by_status=True),
}
"""By the name in the address; the first one is taken where none is named."""
