"""What a seed said is kept as text.

The database never looks into it, and an import paid for its being able to. A changed column forgets how
PostgreSQL packs it (0014).
"""

from django.db import migrations

import articles.db.json_text

_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def _pack_by_lz4(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_LZ4)
        known = bool(cursor.fetchone()[0])
    if known:
        schema_editor.execute("ALTER TABLE articles_seedfile ALTER base SET COMPRESSION lz4")


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_fill_edited_fields")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, _pack_by_lz4, elidable=False),
        migrations.AlterField(
            model_name="seedfile",
            name="base",
            field=articles.db.json_text.JSONText(default=dict),
        ),
        migrations.RunPython(_pack_by_lz4, migrations.RunPython.noop, elidable=False),
    ]
