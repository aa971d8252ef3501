"""Many rows at once, without an object for each.

Django's `bulk_create` builds, checks and converts an object per row; an import writes about
thirty rows a file. These functions give rows straight to the database driver: `executemany`
on SQLite, `COPY` on PostgreSQL. Column types are the models'; values must already be what
the driver stores, but for JSON and times, which are converted here.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db import connection, models

Row = Sequence[Any]


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return `count` fresh primary keys. Call it inside the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite holds the one write lock from the transaction's start (IMMEDIATE), and
        # raises the sequence itself when rows with explicit keys are inserted.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, each a sequence of values in the order of the field `names`."""
    fields = [_field(model, name) for name in names]
    columns = ", ".join(_quote(field.column) for field in fields)
    table = _quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({columns}) FROM STDIN", _converted(fields, rows))
        return
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 names are the models'
    with connection.cursor() as cursor:
        cursor.executemany(sql, cast("Any", _converted(fields, rows)))


def insert_select(model: type[models.Model], columns: dict[str, Any], source: Any) -> int:
    """Insert a row for each row of the queryset `source`; return how many.

    `columns` maps the field names of `model` to expressions over `source`.
    """
    names = list(columns)
    aliases = {f"new_{name}": columns[name] for name in names}
    select = source.annotate(**aliases).values_list(*aliases)
    sql, params = select.query.sql_with_params()
    targets = ", ".join(_quote(_field(model, name).column) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_quote(model._meta.db_table)} ({targets}) {sql}", params)
        return int(cursor.rowcount)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _copy(sql: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _converted(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[Row]:
    """Convert the columns that need it; leave the others untouched."""
    converters = [(place, _converter(field)) for place, field in enumerate(fields)]
    needed = [(place, convert) for place, convert in converters if convert]
    for row in rows:
        out = list(row)
        for place, convert in needed:
            if out[place] is not None:
                out[place] = convert(out[place])
        yield out


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _compact_json
    if connection.vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return None


def _compact_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
