"""The articles that are here already get the keys by which likely duplicates are found."""

from django.db import migrations

from articles.models.title_fingerprints import likeness_keys

AT_ONCE = 2_000


def fill(apps, schema_editor):
    articles = apps.get_model("articles", "Article").objects.order_by("pk")
    rows = articles.values_list("pk", "title", "published_at", "web_url", "original_url", "address_key")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        _store(schema_editor.connection, some)
        last = some[-1][0]


def _store(connection, rows):
    found = [
        (likeness_keys(title, at, web or own, kept), pk)
        for pk, title, at, web, own, kept in rows
    ]
    sets = ", ".join(f"{name} = %s" for name in found[0][0])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE articles_article SET {sets} WHERE id = %s",  # noqa: S608 the columns are ours
            [(*keys.values(), pk) for keys, pk in found],
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_likeness_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
