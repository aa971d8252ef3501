"""Let PostgreSQL compress large texts with lz4 (docs/decisions/0044).

A PostgreSQL that was built without lz4 keeps its default, pglz.
"""

from django.db import migrations

LARGE_TEXTS = {
    "articles_seedfile": ["base"],
    "articles_importitem": ["seed_before", "diff"],
    "articles_event": ["before", "after"],
}


def use_lz4(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        )
        if cursor.fetchone() != (True,):
            return
        for table, columns in LARGE_TEXTS.items():
            for column in columns:
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4")


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_roles_and_default_rule")]
    operations = [migrations.RunPython(use_lz4, migrations.RunPython.noop)]
