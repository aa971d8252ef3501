"""Whether the database still has what it keeps by triggers of ours.

A restore may lack them, and what makes a table anew on SQLite drops its triggers silently.
"""

from importlib import import_module
from typing import Any

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


def has_had(connection: BaseDatabaseWrapper, migration: str) -> bool:
    """Whether one of our migrations was applied, on a database that can be asked for triggers."""
    applied = MigrationRecorder(connection).applied_migrations()
    return connection.vendor in _ASK and ("articles", migration) in applied


def module_of(migration: str) -> Any:
    """Return the module of one of our migrations: a name that begins with a digit."""
    return import_module(f"articles.migrations.{migration}")
