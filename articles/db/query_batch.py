"""Several short lists in one question, each cut before they are put together.

Django's own union refuses slices on SQLite, which takes them well as subqueries.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, QuerySet, Value

Sql = tuple[str, tuple[Any, ...]]
Named = tuple[int, str, str]
"""A row's primary key, and what was asked of its texts, "" where that was less than two."""
Answer = Callable[[], list[Named]]


class AskedTogether:
    """Short questions about different tables, asked as one as soon as an answer is wanted.

    What is added after that waits for the next answer.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, QuerySet[Any, Any]] = {}
        self._answers: dict[int, list[Named]] = {}

    def add(self, rows: QuerySet[Any, Any], *texts: Any, most: int | None = None) -> Answer:
        """Add a question for at most so many rows: their keys, and up to two texts of each.

        Its answer comes in no order.
        """
        number = len(self._waiting) + len(self._answers)
        nothing = [Value("", output_field=CharField())] * (2 - len(texts))
        asked = rows.values_list(Value(number), "pk", *texts, *nothing)
        self._waiting[number] = asked if most is None else asked[:most]
        return lambda: self._answer(number)

    def _answer(self, number: int) -> list[Named]:
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            self._answers |= {each: [] for each in waiting}
            for of, *row in rows_of_all(list(waiting.values())):
                pk, first, second = row
                self._answers[of].append((pk, first, second))
        return self._answers[number]


def union_sql(parts: Sequence[QuerySet[Any, Any]]) -> Sql:
    """Return the SQL of all parts' rows and its parameters; "" where no part can have rows.

    The parts are `values_list`s of alike columns.
    """
    compiled = [each for each in map(sql_of, parts) if each]
    selects = [f"SELECT * FROM ({sql}) AS part_{n}" for n, (sql, _) in enumerate(compiled)]  # noqa: S608 the parts are Django's own SQL
    return " UNION ALL ".join(selects), tuple(value for _, values in compiled for value in values)


def rows_of_all(parts: Sequence[QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of all parts, as the database gives them."""
    sql, values = union_sql(parts)
    return rows_of(sql, values) if sql else []


def rows_of(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def written(rows: QuerySet[Any, Any]) -> str:
    """Return the SQL of a query that is put together once and asked often, with values of its own.

    To put it together takes Django longer than it takes a database to find a few rows by their
    keys.
    """
    return str(rows.query.sql_with_params()[0])


def moment(value: datetime) -> datetime:
    """Return a time as ours: SQLite gives it without its zone, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def sql_of(part: QuerySet[Any, Any]) -> Sql | None:
    """Return the SQL of a query and its parameters; None where it can have no rows."""
    try:
        sql, values = part.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(values)
