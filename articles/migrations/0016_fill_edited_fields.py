"""What people edited before it was told field by field counts as theirs as a whole."""

from django.db import migrations

FIELDS = {
    "Provider": ["name", "description", "other_names"],
    "Topic": ["short_name", "parent", "keywords", "services"],
}


def fill(apps, _schema_editor):
    for model, names in FIELDS.items():
        nouns = apps.get_model("articles", model).objects
        nouns.filter(edited_at__isnull=False).update(edited_fields=names)


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_edited_fields")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
