"""The words of titles and excerpts get an index of their own, kept by the database itself.

SQLite: an FTS5 table over the articles' own columns. PostgreSQL: a table beside the articles, so that
publishing an article writes no word again. Triggers fill both; `articles.search.backends` asks them.

Whoever later lets Django make the table of articles anew on SQLite (most changes of a column do) makes
the triggers anew behind it: dropping a table drops them. tests/search/test_search.py finds them missing.
"""

from django.db import migrations, models

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
_SQLITE_BACK = (
    "DROP TRIGGER articles_words_new",
    "DROP TRIGGER articles_words_gone",
    "DROP TRIGGER articles_words_changed",
    "DROP TABLE articles_words",
)

# Accents are taken off, and letters that are only written otherwise (raised, wide, joined) become
# plain ones, but for the signs of trade marks. Punctuation is gone before the parser comes, who would make addresses, dates and paths
# of it; letters and their marks he knows in every script. A search is put through him as well.
_POSTGRESQL = (
    """
    CREATE FUNCTION articles_words_of(said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('simple'::regconfig, regexp_replace(
            regexp_replace(
                translate(
                    lower(normalize(translate(left(said, 50000), U&'\\2120\\2122', '  '), NFKD)),
                    U&'\\03C2', U&'\\03C3'
                ),
                '[\\u0300-\\u036f]+', '', 'g'
            ),
            '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u3004\\u3008-\\u3020\\ufeff]+', ' ', 'g'
        ))
    $$
    """,
    """
    CREATE FUNCTION articles_words_of(title text, excerpt text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT setweight(articles_words_of(title), 'A') || setweight(articles_words_of(excerpt), 'B')
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
        UPDATE articles_words SET words = articles_words_of(new.title, new.excerpt) WHERE article_id = new.id;
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
    CREATE TRIGGER articles_words_changed AFTER UPDATE OF title, excerpt ON articles_article FOR EACH ROW
    WHEN (old.title IS DISTINCT FROM new.title OR old.excerpt IS DISTINCT FROM new.excerpt)
    EXECUTE FUNCTION articles_words_changed()
    """,
    """
    CREATE TRIGGER articles_words_emptied AFTER TRUNCATE ON articles_article
    FOR EACH STATEMENT EXECUTE FUNCTION articles_words_emptied()
    """,
)
_POSTGRESQL_BACK = (
    *(f"DROP TRIGGER articles_words_{what} ON articles_article" for what in ("new", "gone", "changed", "emptied")),
    *(f"DROP FUNCTION articles_words_{what}()" for what in ("new", "gone", "changed", "emptied")),
    "DROP TABLE articles_words",
    "DROP FUNCTION articles_words_of(text, text)",
    "DROP FUNCTION articles_words_of(text)",
)


def _make(_apps, schema_editor):
    _run(schema_editor, {"sqlite": _SQLITE, "postgresql": _POSTGRESQL})


def _take_back(_apps, schema_editor):
    _run(schema_editor, {"sqlite": _SQLITE_BACK, "postgresql": _POSTGRESQL_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_fill_likeness_keys'),
    ]

    operations = [
        migrations.RunPython(_make, _take_back, elidable=False),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'heat', 'id'], name='article_status_heat'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'updated_at', 'id'], name='article_status_changed'),
        ),
    ]
