"""Whether the database still has what it keeps by triggers of ours.

A restore may lack them, and what makes a table anew on SQLite drops its triggers silently.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

_ASK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE pg_table_is_visible(tgrelid) AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}


def triggers_in(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of all triggers that are there and not turned off."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def module_of(migration: str) -> Any:
    """Return the module of one of our migrations, whose name begins with a digit."""
    return import_module(f"articles.migrations.{migration}")


def warnings_of(
    missing: Callable[[BaseDatabaseWrapper], list[str]],
    *,
    made_by: str,
    databases: Sequence[str] | None,
    says: str,
    hint: str,
    code: str,
) -> list[checks.CheckMessage]:
    """Return a warning for each database that has had the migration and lacks some of its parts;
    `says` has their names in place of {}."""
    return [
        checks.Warning(says.format(", ".join(names)), hint=hint, id=code)
        for connection in map(connections.__getitem__, databases or ())
        if has_had(connection, made_by) and (names := missing(connection))
    ]


def has_had(connection: BaseDatabaseWrapper, migration: str) -> bool:
    """Return whether one of our migrations was applied to a database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return connection.vendor in _ASK and ("articles", migration) in applied
