"""Whether the database still keeps the index of words, and how it is made anew.

What makes the table of articles anew on SQLite (most changes of a column do) drops its triggers
silently: from then on new words are not found.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.db.triggers import module_of, triggers_in, warnings_of

MADE_BY = ("0012_index_of_words", "0014_quicker_storing")
"""The migrations whose first operations, one after the other, make the index as it is now."""
TABLE = "articles_words"
TRIGGERS = {
    "sqlite": ("articles_words_new", "articles_words_gone", "articles_words_changed"),
    "postgresql": (
        "articles_words_new",
        "articles_words_gone",
        "articles_words_changed",
        "articles_words_emptied",
    ),
}
_DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {0}",
    "postgresql": "DROP FUNCTION IF EXISTS {0}() CASCADE",
}
_DROP_WORDS_OF = (
    "DROP FUNCTION IF EXISTS articles_words_of(text, text)",
    "DROP FUNCTION IF EXISTS articles_words_of(text)",
)


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the index's table and triggers that the database lacks."""
    triggers, tables = triggers_in(connection), connection.introspection.table_names()
    lacking = [name for name in TRIGGERS[connection.vendor] if name not in triggers]
    return lacking if TABLE in tables else [TABLE, *lacking]


def rebuild_words(connection: BaseDatabaseWrapper) -> None:
    """Make the index and its triggers anew, whatever is left of them; all or nothing."""
    editor = connection.schema_editor()
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            for name in TRIGGERS[connection.vendor]:
                cursor.execute(_DROP[connection.vendor].format(name))
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            for statement in _DROP_WORDS_OF if connection.vendor == "postgresql" else ():
                cursor.execute(statement)
        for name in MADE_BY:
            module_of(name).Migration.operations[0].code(apps, editor)


def check_word_index(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Name what is missing, in each database that has had the migrations."""
    return warnings_of(
        missing_parts,
        made_by=MADE_BY[0],
        databases=databases,
        says="The index of words lacks {}: searches miss new and changed words.",
        hint="Run `manage.py rebuild_words`: it makes the index and its triggers anew.",
        code="articles.W001",
    )
