"""Whether PostgreSQL still checks to what links and pictures belong, and how that is made anew."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.db.triggers import has_had, module_of, triggers_in, warnings_of

MADE_BY = "0018_owners_checked_by_sets"


class NotMigrated(Exception):
    """The database has not had the migration yet that makes the triggers."""


def missing_checks(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that the database lacks; SQLite needs none."""
    if connection.vendor != "postgresql":
        return []
    there = triggers_in(connection)
    return [name for name in module_of(MADE_BY).trigger_names() if name not in there]


def rebuild_owner_checks(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers anew, whatever is left of them; all or nothing. SQLite has none.

    The database's own constraints take their place for a moment, since those look through all
    rows: a link or picture whose owner is not there raises IntegrityError, which names the key.
    Raises NotMigrated where the migration would find them made.
    """
    if connection.vendor == "postgresql":
        if not has_had(connection, MADE_BY):
            raise NotMigrated(f"The database has not had {MADE_BY} yet. Run `manage.py migrate`.")
        with connection.schema_editor() as editor:
            module_of(MADE_BY).take_back(apps, editor)
            module_of(MADE_BY).make(apps, editor)


@checks.register(checks.Tags.database)
def check_owners(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Name what is missing, in each database that has had the migration."""
    return warnings_of(
        missing_checks,
        made_by=MADE_BY,
        databases=databases,
        says="The database lacks {}: links and pictures may lose their owners.",
        hint="Run `manage.py rebuild_owner_checks`: it looks through all of them, and makes the"
        " triggers anew.",
        code="articles.W002",
    )
