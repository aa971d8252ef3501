"""Many rows at once, without an object for each.

Django's `bulk_create` builds, checks and converts an object per row; an import writes about
thirty rows a file. These functions give rows straight to the database driver: `executemany`
on SQLite, `COPY` on PostgreSQL. Column types are the models'; values must already be what
the driver stores: `json_text.stored_json` and `stored_time` make those of JSON and times.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from itertools import chain, islice
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction

from articles.db.pg_copy import Row, copy_rows, sent_meanwhile

INDEXED = {"articles_article"}
"""Tables whose words are indexed, on SQLite once a statement: many rows go into one."""
MOST_VALUES = 6_000
"""In a statement, as SQLite takes them from 3.32 on, and more than a batch of articles has."""


@contextmanager
def bulk_transaction(*, is_resumable: bool = True) -> Iterator[None]:
    """A transaction that is one step of a run.

    If the run can be resumed, nobody waits until it is on the disk: a power cut takes the last
    steps off such a run, which then does them again, and never one without those behind it. The
    run's end is waited for, as every other commit, and brings all of them to the disk. Within
    another transaction it is that one's commit, which is waited for.

    PostgreSQL goes by indexes in it, however small a table seems. It plans a check of a foreign
    key once a connection, and a first import begins with empty tables: each of its hundred
    thousand checks went through all providers that there were by then.
    """
    is_waited_for = connection.in_atomic_block or not is_resumable
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _set_locally("enable_seqscan", *(() if is_waited_for else ("synchronous_commit",)))
            with sent_meanwhile():
                yield
    else:
        with nullcontext() if is_waited_for else _not_waited_for(), transaction.atomic():
            yield


def _set_locally(*turned_off: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = off" for name in turned_off))


@contextmanager
def _not_waited_for() -> Iterator[None]:
    """On SQLite it is the connection that waits or does not."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # it may be a new one, after a step that went wrong
            cursor.execute(f"PRAGMA synchronous = {before}")


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return `count` fresh primary keys. Call it inside the transaction that uses them."""
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
        # SQLite holds the one write lock from the transaction's start (IMMEDIATE), and
        # raises the sequence itself when rows with explicit keys are inserted.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, each a sequence of stored values in the order of the field `names`.

    Rows that are made while they are inserted must not ask the database: PostgreSQL is copying
    on the one connection.
    """
    fields = [_field(model, name) for name in names]
    columns = ", ".join(_quote(field.column) for field in fields)
    table = _quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        copy_rows(f"COPY {table} ({columns}) FROM STDIN", fields, rows)
        return
    marks = f"({', '.join(['%s'] * len(names))})"
    insert = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 names are the models'
    with connection.cursor() as cursor:
        if model._meta.db_table in INDEXED:
            _insert_together(cursor, insert, marks, rows, MOST_VALUES // len(names))
        else:
            cursor.executemany(insert + marks, cast("Any", rows))


def _insert_together(cursor: Any, insert: str, marks: str, rows: Iterable[Row], size: int) -> None:
    left = iter(rows)
    while some := list(islice(left, size)):
        cursor.execute(insert + ", ".join([marks] * len(some)), list(chain.from_iterable(some)))


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Update rows by primary key; each begins with it, as `names` begin with "id".

    No key may come twice.
    """
    fields = [_field(model, name) for name in names]
    table, columns = _quote(model._meta.db_table), [_quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _update_together(cursor, table, columns, fields, rows)
            return
        sets = ", ".join(f"{column} = %s" for column in columns[1:])
        sql = f"UPDATE {table} SET {sets} WHERE {columns[0]} = %s"  # noqa: S608 as above
        cursor.executemany(sql, [(*row[1:], row[0]) for row in rows])


def _update_together(
    cursor: Any, table: str, columns: Sequence[str], fields: Sequence[Any], rows: Iterable[Row]
) -> None:
    """A statement for each row would be planned, sent and answered for each."""
    sets = ", ".join(f"{column} = new.{column}" for column in columns[1:])
    # Without a length: a text that is cast to one is cut to it, and not refused.
    typed = ", ".join(f"%s::{field.db_type(connection).partition('(')[0]}" for field in fields)
    marks = f", ({', '.join(['%s'] * len(fields))})"
    left = iter(rows)
    while some := list(islice(left, MOST_VALUES // len(fields))):
        cursor.execute(
            f"UPDATE {table} SET {sets}"  # noqa: S608 as above
            f" FROM (VALUES ({typed}){marks * (len(some) - 1)}) AS new ({', '.join(columns)})"
            f" WHERE {table}.{columns[0]} = new.{columns[0]}",
            list(chain.from_iterable(some)),
        )


def insert_select(model: type[models.Model], columns: dict[str, Any], source: Any) -> int:
    """Insert a row for each row of the queryset `source`; return how many, maybe none.

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
    """Return what a time column stores, of a time as `seeds.records.time_value` writes it."""
    return value.replace("T", " ").removesuffix("Z") if _is_sqlite() else value


@cache
def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
