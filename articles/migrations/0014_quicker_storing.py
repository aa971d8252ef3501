"""On PostgreSQL what an import stores is neither packed twice nor looked through more than is needed.

The bytes of seeds are compressed already: the server tried again, in vain. What they said is compressed by
lz4, where the server knows it. The words of a text of plain ASCII, as most are, need no accents taken off,
and a space between words needs no replacing by one. The words are the same as before.
"""

from django.db import migrations

_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
_WORDS = """
    CREATE OR REPLACE FUNCTION articles_words_of(said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('simple'::regconfig, %s)
    $$
"""
_FOLDED = r"""regexp_replace(
        translate(
            lower(normalize(translate(left(said, 50000), U&'\2120\2122', '  '), NFKD)),
            U&'\03C2', U&'\03C3'
        ),
        '[\u0300-\u036f]+', '', 'g'
    )"""
_FAR = r"\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020\ufeff"
_QUICKER = rf"""CASE WHEN octet_length(said) = length(said)
    THEN regexp_replace(left(said, 50000), '[^a-zA-Z0-9 ]+', ' ', 'g')
    ELSE regexp_replace({_FOLDED}, '[\u0001-\u001f\u0021-\u002f{_FAR}]+', ' ', 'g')
    END"""
_AS_BEFORE = rf"""regexp_replace({_FOLDED}, '[\u0001-\u002f{_FAR}]+', ' ', 'g')"""


def _quicken(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_WORDS % _QUICKER, params=None)
    schema_editor.execute("ALTER TABLE articles_seedfile ALTER content SET STORAGE EXTERNAL")
    if _knows_lz4(schema_editor.connection):
        schema_editor.execute("ALTER TABLE articles_seedfile ALTER base SET COMPRESSION lz4")


def _take_back(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_WORDS % _AS_BEFORE, params=None)
    schema_editor.execute("ALTER TABLE articles_seedfile ALTER content SET STORAGE EXTENDED")
    schema_editor.execute("ALTER TABLE articles_seedfile ALTER base SET COMPRESSION DEFAULT")


def _knows_lz4(connection):
    with connection.cursor() as cursor:
        cursor.execute(_LZ4)
        return bool(cursor.fetchone()[0])


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_kept_pictures")]
    operations = [migrations.RunPython(_quicken, _take_back, elidable=False)]
