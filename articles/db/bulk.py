"""Insert and update many rows without a model instance for each.

Django's `bulk_create` builds and converts an instance per row; an import writes about thirty rows
per file. These functions hand rows to the database driver: `executemany` on SQLite, COPY on
PostgreSQL. A row is a sequence of values in the order of the field names, as the driver stores
them: use `stored_time` for times and `json_text.stored_json` for JSON.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from articles.db.json_text import stored_json

Row = Sequence[Any]
MAX_PARAMETERS = 6_000
"""In one statement. SQLite accepts 32,766; larger statements are not faster."""


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return `count` unused primary keys. Call it inside the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "WITH counter AS MATERIALIZED"
                " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name)"
                " SELECT nextval(name) FROM counter, generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # On SQLite the transaction holds the write lock from its start (IMMEDIATE); inserting
        # explicit keys advances the sequence.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows. An iterable that is lazy must not use the database: a COPY may be running."""
    columns = ", ".join(_quote(_field(model, name).column) for name in names)
    table = _quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        sql = f"COPY {table} ({columns}) FROM STDIN"
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(sql) as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 names are the models'


def insert_missing(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row]
) -> list[int]:
    """Insert rows unless a unique constraint has them; return the keys of those inserted."""
    fields = [_field(model, name) for name in names]
    columns = ", ".join(_quote(field.column) for field in fields)
    table = _quote(model._meta.db_table)
    inserted: list[int] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # psycopg is slow with thousands of parameters
            objects = [
                {field.column: value for field, value in zip(fields, row, strict=True)}
                for row in rows
            ]
            if not objects:
                return []
            values = ", ".join(map(_value_in_json, fields))
            cursor.execute(
                f"INSERT INTO {table} ({columns})"  # noqa: S608 as above
                f" SELECT {values} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
                " ON CONFLICT DO NOTHING RETURNING id",
                [stored_json(objects)],
            )
            return [pk for (pk,) in cursor.fetchall()]
        marks = f"({', '.join(['%s'] * len(names))})"
        for part in _parts(rows, MAX_PARAMETERS // len(names)):
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([marks] * len(part))}"  # noqa: S608 as above
                " ON CONFLICT DO NOTHING RETURNING id",
                list(chain.from_iterable(part)),
            )
            inserted += [pk for (pk,) in cursor.fetchall()]
    return inserted


def _value_in_json(field: Any) -> str:
    """Return the value of a column whose rows came as JSON: there, JSON itself is a text."""
    column = _quote(field.column)
    return f"({column} #>> '{{}}')::jsonb" if isinstance(field, models.JSONField) else column


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Update rows by primary key. `names` and each row begin with it; no key may come twice."""
    fields = [_field(model, name) for name in names]
    table, columns = _quote(model._meta.db_table), [_quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sets = ", ".join(f"{column} = %s" for column in columns[1:])
            sql = f"UPDATE {table} SET {sets} WHERE {columns[0]} = %s"  # noqa: S608 as above
            cursor.executemany(sql, [(*row[1:], row[0]) for row in rows])
            return
        sets = ", ".join(f"{column} = new.{column}" for column in columns[1:])
        # Cast without a length: a cast to varchar(n) would truncate instead of refusing.
        typed = ", ".join(f"%s::{field.db_type(connection).partition('(')[0]}" for field in fields)
        marks = f", ({', '.join(['%s'] * len(fields))})"
        for part in _parts(rows, MAX_PARAMETERS // len(fields)):
            cursor.execute(
                f"UPDATE {table} SET {sets}"  # noqa: S608 as above
                f" FROM (VALUES ({typed}){marks * (len(part) - 1)}) AS new ({', '.join(columns)})"
                f" WHERE {table}.{columns[0]} = new.{columns[0]}",
                list(chain.from_iterable(part)),
            )


def insert_select(model: type[models.Model], columns: dict[str, Any], source: Any) -> int:
    """Insert a row for each row of the queryset `source` and return the number of rows.

    `columns` maps the field names of `model` to expressions over `source`.
    """
    names = list(columns)
    aliases = {f"new_{name}": columns[name] for name in names}
    select = source.annotate(**aliases).values_list(*aliases)
    try:
        sql, params = select.query.sql_with_params()
    except EmptyResultSet:
        return 0
    targets = ", ".join(_quote(_field(model, name).column) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_quote(model._meta.db_table)} ({targets}) {sql}", params)
        return int(cursor.rowcount)


def stored_time(value: str) -> str:
    """Return what a time column stores for a time written by `seeds.records.time_value`."""
    return value.replace("T", " ").removesuffix("Z") if _is_sqlite() else value


@cache
def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _parts(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while part := list(islice(remaining, size)):
        yield part


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
