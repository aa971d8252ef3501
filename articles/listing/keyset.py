"""Keyset pagination: pages by the sort keys of their first or last row, never by OFFSET.

A page costs the same at the start and at the end of a list, and new rows do not move others to
another page. A cursor is the sort keys of a row, as `2031-05-04T12:00:00Z_17`. Sort keys are
columns or annotations that are never NULL; the last one is the primary key.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import DateTimeField, Model, Q, QuerySet

from articles.models.value_fields import parse_time
from articles.seeds.records import time_value

END = "end"
"""The cursor `before` of the last page."""
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
R = TypeVar("R")
"""A row: an instance of a model, or a named tuple of `values_list`."""


class InvalidCursor(ValueError):
    """The address has a cursor that no page has written."""


@dataclass(frozen=True, slots=True)
class SortOrder:
    """An order by sort keys: names of columns, with "-" for descending, as for `order_by`."""

    label: str
    keys: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        return [key.removeprefix("-") for key in self.keys]

    def terms(self, *, backwards: bool = False) -> list[str]:
        """Return the arguments of `order_by`."""
        return [_reverse(key) for key in self.keys] if backwards else list(self.keys)

    def from_row(
        self, values: Sequence[Any], *, backwards: bool = False, inclusive: bool = False
    ) -> Q:
        """Return the condition to come after the row with these sort keys (or to be it)."""
        return _after(self.terms(backwards=backwards), values, inclusive=inclusive)

    def values(self, row: object) -> list[Any]:
        """Return the sort keys of a row."""
        return [getattr(row, column) for column in self.columns]

    def cursor(self, row: object) -> str:
        """Return the cursor of a row whose sort keys are times and integers."""
        return "_".join(
            time_value(value) if isinstance(value, datetime) else str(value)
            for value in self.values(row)
        )

    def parse(self, cursor: str, model: type[Model]) -> list[Any]:
        """Return the sort keys of a cursor. Raise InvalidCursor."""
        texts = cursor.split("_")
        if len(texts) != len(self.keys):
            raise InvalidCursor(cursor)
        try:
            return [
                _parse_value(model, column, text)
                for column, text in zip(self.columns, texts, strict=True)
            ]
        except (ValueError, OverflowError) as error:
            raise InvalidCursor(cursor) from error


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows in order, and the cursors of the pages before and after, "" without one."""

    rows: list[R]
    before: str
    after: str
    is_first: bool


def get_page(
    rows: QuerySet[Any, R], order: SortOrder, query: Mapping[str, str], size: int
) -> Page[R]:
    """Return the page of `rows` that `query` asks for with a cursor `after` or `before`.

    A page before that would not be full is the first page. Raise InvalidCursor.
    """
    before, after = query.get("before", ""), query.get("after", "")
    if before:
        found = _fetch(rows, order, "" if before == END else before, size, backwards=True)
        if before != END and len(found) <= size:
            return get_page(rows, order, {}, size)
        shown = found[:size][::-1]
        has_before, has_after = len(found) > size, before != END
    else:
        found = _fetch(rows, order, after, size)
        shown = found[:size]
        has_before, has_after = bool(after), len(found) > size
    return Page(
        shown,
        order.cursor(shown[0]) if shown and has_before else "",
        order.cursor(shown[-1]) if shown and has_after else "",
        is_first=not has_before,
    )


def _fetch(
    rows: QuerySet[Any, R], order: SortOrder, cursor: str, size: int, *, backwards: bool = False
) -> list[R]:
    """Return the rows of a page in the direction of reading, and one more if there is one."""
    if cursor:
        values = order.parse(cursor, rows.model)
        rows = rows.filter(order.from_row(values, backwards=backwards))
    return list(rows.order_by(*order.terms(backwards=backwards))[: size + 1])


def _after(terms: Sequence[str], values: Sequence[Any], *, inclusive: bool) -> Q:
    """Compare the first key, then on equality the others.

    The outer condition is one that an index can be entered by.
    """
    column, operator = terms[0].removeprefix("-"), "lt" if terms[0].startswith("-") else "gt"
    if len(terms) == 1:
        return Q((f"{column}__{operator}{'e' if inclusive else ''}", values[0]))
    rest = _after(terms[1:], values[1:], inclusive=inclusive)
    beyond = Q((f"{column}__{operator}", values[0])) | rest
    return Q((f"{column}__{operator}e", values[0])) & beyond


def _reverse(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _parse_value(model: type[Model], column: str, text: str) -> Any:
    times = {field.name for field in model._meta.fields if isinstance(field, DateTimeField)}
    if column in times:
        if not text.endswith("Z"):
            raise ValueError(text)
        return parse_time(text)
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)
