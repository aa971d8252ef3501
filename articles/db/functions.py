"""Database functions that behave the same on SQLite and PostgreSQL."""

from typing import Any

from django.db.models import Func


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
