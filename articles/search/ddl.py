r"""The search index in the database: create it, drop it, and check that it is complete.

SQLite: an FTS5 table over the columns of the articles. PostgreSQL: a table of vectors, so that
publishing an article does not index its words again. Triggers fill both.

SQLite drops the triggers of a table without notice when Django remakes the table, as most
changes of a column require. `manage.py check --database default` then reports them.
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

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
_TRIGGER_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE pg_table_is_visible(tgrelid) AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}
_SQLITE = (
    """
    CREATE VIRTUAL TABLE articles_words USING fts5(
        title, excerpt, content='articles_article', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER articles_words_new AFTER INSERT ON articles_article BEGIN
        INSERT INTO articles_words (rowid, title, excerpt) VALUES (new.id, new.title, new.excerpt);
    END
    """,
    """
    CREATE TRIGGER articles_words_gone AFTER DELETE ON articles_article BEGIN
        INSERT INTO articles_words (articles_words, rowid, title, excerpt)
        VALUES ('delete', old.id, old.title, old.excerpt);
    END
    """,
    """
    CREATE TRIGGER articles_words_changed AFTER UPDATE OF title, excerpt ON articles_article
    WHEN old.title IS NOT new.title OR old.excerpt IS NOT new.excerpt BEGIN
        INSERT INTO articles_words (articles_words, rowid, title, excerpt)
        VALUES ('delete', old.id, old.title, old.excerpt);
        INSERT INTO articles_words (rowid, title, excerpt) VALUES (new.id, new.title, new.excerpt);
    END
    """,
    "INSERT INTO articles_words (articles_words) VALUES ('rebuild')",
)

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
_POSTGRESQL = (
    rf"""
    CREATE FUNCTION articles_words_of(said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('simple'::regconfig, CASE WHEN octet_length(said) = length(said)
            THEN regexp_replace(left(said, 50000), '[^a-zA-Z0-9 ]+', ' ', 'g')
            ELSE regexp_replace({_FOLDED}, '{_PUNCTUATION}', ' ', 'g')
            END)
    $$
    """,
    """
    CREATE FUNCTION articles_words_of(title text, excerpt text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT setweight(articles_words_of(title), 'A')
            || setweight(articles_words_of(excerpt), 'B')
    $$
    """,
    "CREATE TABLE articles_words (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "INSERT INTO articles_words SELECT id, articles_words_of(title, excerpt) FROM articles_article",
    "CREATE INDEX articles_words_words ON articles_words USING gin (words)",
    """
    CREATE FUNCTION articles_words_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO articles_words SELECT id, articles_words_of(title, excerpt) FROM fresh;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION articles_words_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM articles_words USING gone WHERE article_id = gone.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION articles_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE articles_words SET words = articles_words_of(new.title, new.excerpt)
        WHERE article_id = new.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION articles_words_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        TRUNCATE articles_words;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER articles_words_new AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION articles_words_new()
    """,
    """
    CREATE TRIGGER articles_words_gone AFTER DELETE ON articles_article
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION articles_words_gone()
    """,
    """
    CREATE TRIGGER articles_words_changed AFTER UPDATE OF title, excerpt ON articles_article
    FOR EACH ROW
    WHEN (old.title IS DISTINCT FROM new.title OR old.excerpt IS DISTINCT FROM new.excerpt)
    EXECUTE FUNCTION articles_words_changed()
    """,
    """
    CREATE TRIGGER articles_words_emptied AFTER TRUNCATE ON articles_article
    FOR EACH STATEMENT EXECUTE FUNCTION articles_words_emptied()
    """,
)
_DROP = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS["sqlite"]),
        f"DROP TABLE IF EXISTS {TABLE}",
    ),
    "postgresql": (
        *(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in TRIGGERS["postgresql"]),
        f"DROP TABLE IF EXISTS {TABLE}",
        "DROP FUNCTION IF EXISTS articles_words_of(text, text)",
        "DROP FUNCTION IF EXISTS articles_words_of(text)",
    ),
}
_CREATE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the index and its triggers, and fill it from the articles."""
    _run(connection, _CREATE[connection.vendor])


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the index and its triggers, as far as they exist."""
    _run(connection, _DROP[connection.vendor])


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Create the index again in one transaction."""
    with transaction.atomic(using=connection.alias):
        uninstall(connection)
        install(connection)


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the index's table and triggers that the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGER_NAMES[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    missing = [name for name in TRIGGERS[connection.vendor] if name not in present]
    return missing if TABLE in connection.introspection.table_names() else [TABLE, *missing]


def check_search_index(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Warn about each migrated database in which a part of the index is missing."""
    return [
        checks.Warning(
            f"The search index lacks {', '.join(missing)}: searches miss new and changed words.",
            hint="Run `manage.py rebuild_search_index`.",
            id="articles.W001",
        )
        for connection in map(connections.__getitem__, databases or ())
        if _is_migrated(connection) and (missing := missing_parts(connection))
    ]


def _is_migrated(connection: BaseDatabaseWrapper) -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return ("articles", "0002_search_index") in applied


def _run(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
