"""Database functions that behave the same on SQLite and PostgreSQL."""

from typing import Any

from django.db.models import Aggregate, BooleanField, Func, TextField, Value

from articles.seeds.cleaning import INVISIBLE


class CollateC(Func):
    """A text that compares by code point.

    SQLite does so by default. PostgreSQL would use the collation of the database, which may sort
    "a-b" after "aa".
    """

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template='(%(expressions)s) COLLATE "C"', **context
        )


class IsSettled(Func):
    """Whether a row of `articles_event` was written before every open transaction began writing.

    PostgreSQL only: `xmin` is the transaction that wrote the row. Ages compare transactions
    whatever their numbers have wrapped around to.
    """

    template = '(age("articles_event".xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid))'
    output_field = BooleanField()


class JoinTexts(Aggregate):
    """The texts of a group, joined by line ends; NULL without any. Their order is not defined."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def __init__(self, text: Any, **extra: Any) -> None:
        super().__init__(text, Value("\n"), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


class IsBlank(Func):
    """Whether a text consists of `articles.seeds.cleaning.INVISIBLE` characters only."""

    function = "TRIM"
    template = "%(function)s(%(expressions)s) = ''"
    output_field = BooleanField()

    def __init__(self, text: Any) -> None:
        super().__init__(text, Value(INVISIBLE))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="BTRIM", **context)
