"""Several short lists in one question, each cut before they are put together.

Django's own union refuses slices on SQLite, which takes them well as subqueries.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Sql = tuple[str, tuple[Any, ...]]


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


def sql_of(part: QuerySet[Any, Any]) -> Sql | None:
    """Return the SQL of a query and its parameters; None where it can have no rows."""
    try:
        sql, values = part.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(values)
