"""The order of names, the same in every database and in Python."""

from typing import Any

from django.db.models import Func


class ByCodePoint(Func):
    """A text to be compared character by character, whatever the database's language.

    SQLite compares so by itself. PostgreSQL would use the collation of the database, in which
    "a-b" may stand behind "aa".
    """

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template='(%(expressions)s) COLLATE "C"', **context
        )
