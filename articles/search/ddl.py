r"""Create, drop and check the search index in the database.

SQLite: an FTS5 table, and a trigger that removes deleted articles from it. PostgreSQL: the SQL
functions that make a vector of texts, the GIN index of the table `ArticleSearch`, and one of the
trigrams of published titles, by which typing errors are corrected.

SQLite drops the triggers of a table without notice when Django remakes the table, as most changes
of a column require; `manage.py check --database default` then reports the trigger.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

_FOLDED = r"""regexp_replace(
        translate(
            lower(normalize(translate(left(said, 50000), U&'\2120\2122', '  '), NFKD)),
            U&'\03C2', U&'\03C3'
        ),
        '[\u0300-\u036f]+', '', 'g'
    )"""
"""Lower case without accents; compatibility characters become plain ones, except trade marks."""
_PUNCTUATION = (
    r"[\u0001-\u001f\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u3020\ufeff]+"
)
"""Replaced before `to_tsvector`, whose parser would emit URL, date and path tokens."""
PARTS = {
    "sqlite": {
        "articles_search": """
            CREATE VIRTUAL TABLE articles_search USING fts5(
                title, excerpt, body, provider, tokenize='unicode61 remove_diacritics 2'
            )
        """,
        "articles_search_delete": """
            CREATE TRIGGER articles_search_delete AFTER DELETE ON articles_article BEGIN
                DELETE FROM articles_search WHERE rowid = old.id;
            END
        """,
    },
    "postgresql": {
        "articles_search_words": rf"""
            CREATE FUNCTION articles_search_words(said text) RETURNS tsvector
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT to_tsvector('simple'::regconfig, CASE
                    WHEN octet_length(said) = length(said)
                    THEN regexp_replace(left(said, 50000), '[^a-zA-Z0-9 ]+', ' ', 'g')
                    ELSE regexp_replace({_FOLDED}, '{_PUNCTUATION}', ' ', 'g')
                    END)
            $$
        """,
        "articles_search_vector": """
            CREATE FUNCTION articles_search_vector(
                title text, excerpt text, body text, provider text
            )
            RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT setweight(articles_search_words(title), 'A')
                    || setweight(articles_search_words(excerpt), 'B')
                    || setweight(articles_search_words(body), 'C')
                    || setweight(articles_search_words(provider), 'D')
            $$
        """,
        "articles_search_vectors": """
            CREATE INDEX articles_search_vectors ON articles_articlesearch USING gin (vector)
        """,
        "articles_search_titles": """
            CREATE INDEX articles_search_titles ON articles_article USING gin (title gin_trgm_ops)
            WHERE status = 'published'
        """,
    },
}
"""The statements that create the parts of the index that are no models, by the part's name."""
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": (
        "SELECT relname FROM pg_class WHERE pg_table_is_visible(oid)"
        " UNION SELECT proname FROM pg_proc WHERE pg_function_is_visible(oid)"
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the parts of the index that are no models."""
    if connection.vendor == "postgresql":
        _install_trigrams(connection)
    with connection.cursor() as cursor:
        for statement in PARTS[connection.vendor].values():
            cursor.execute(statement)


def _install_trigrams(connection: BaseDatabaseWrapper) -> None:
    """Create the extension pg_trgm, which any role may do that may create objects in the database.

    Raise ImproperlyConfigured, with what to do.
    """
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        raise ImproperlyConfigured(
            "The search needs PostgreSQL's extension pg_trgm, which this role could not create"
            f" ({str(error).strip()}). Install PostgreSQL's contrib package if it is missing, run"
            " `CREATE EXTENSION pg_trgm` in this database as a superuser, and migrate again."
        ) from error


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop what `install` created, as far as it exists."""
    with connection.cursor() as cursor:
        for name, statement in reversed(PARTS[connection.vendor].items()):
            kind = statement.split(name)[0].split()[-1]  # TABLE, TRIGGER, FUNCTION or INDEX
            cursor.execute(f"DROP {kind} IF EXISTS {name}")


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the index's parts that the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in PARTS[connection.vendor] if name not in present]


def check_search_index(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Warn about each migrated database in which a part of the index is missing."""
    return [
        checks.Warning(
            f"The search index lacks {', '.join(missing)}: searches fail or miss articles.",
            hint="Run `manage.py rebuild_search_index`.",
            id="articles.W001",
        )
        for connection in map(connections.__getitem__, databases or ())
        if _is_migrated(connection) and (missing := missing_parts(connection))
    ]


def _is_migrated(connection: BaseDatabaseWrapper) -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return ("articles", "0002_search_index") in applied
