"""Rows in the binary form of PostgreSQL's COPY.

As text each byte of a row is looked at on both sides, and bytes come as twice as many digits. In
binary the driver is told the types that it writes: a time is a number, and JSON is bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection, models

Row = Sequence[Any]
Turn = Callable[[Any], Any]
_TYPES = {
    "bigint": "int8",
    "boolean": "bool",
    "bytea": "bytea",
    "integer": "int4",
    "jsonb": "bytea",
    "smallint": "int2",
    "timestamp with time zone": "int8",
}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def copy_rows(sql: str, fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Row]) -> None:
    """Insert rows of stored values, each in the order of the fields, by a COPY without options."""
    kinds = [str(field.db_type(connection)) for field in fields]
    turns = [(place, _TURNS[kind]) for place, kind in enumerate(kinds) if kind in _TURNS]
    with connection.cursor() as cursor, cursor.copy(f"{sql} (FORMAT BINARY)") as copy:
        copy.set_types([_TYPES.get(kind, "text") for kind in kinds])
        for row in _turned(rows, turns) if turns else rows:
            copy.write_row(row)


def _turned(rows: Iterable[Row], turns: Sequence[tuple[int, Turn]]) -> Iterator[Row]:
    for row in rows:
        turned = list(row)
        for place, turn in turns:
            if turned[place] is not None:
                turned[place] = turn(turned[place])
        yield turned


def _json(text: str) -> bytes:
    return b"\x01" + text.encode()


@lru_cache(maxsize=2_000)  # a link stands beside many articles
def _microseconds(moment: str | datetime) -> int:
    """A time that says nothing of a zone is UTC, as it is to the connection."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


_TURNS: dict[str, Turn] = {"jsonb": _json, "timestamp with time zone": _microseconds}
