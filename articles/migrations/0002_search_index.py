"""Create the search index (`articles.search.ddl`)."""

from django.db import migrations

from articles.search.ddl import install, uninstall


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_tables")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: install(editor.connection),
            lambda _apps, editor: uninstall(editor.connection),
        )
    ]
