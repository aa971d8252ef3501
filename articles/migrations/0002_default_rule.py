"""The rule that a new desk starts with: 70 for everything (DESIGN, section 5)."""

from django.db import migrations


def make_default_rule(apps, schema_editor):
    rules = apps.get_model("articles", "PublishingRule").objects
    if not rules.filter(topic=None, provider=None, type="").exists():
        rules.create(name="Everything", threshold=70)


def remove_default_rule(apps, schema_editor):
    rules = apps.get_model("articles", "PublishingRule").objects
    rules.filter(topic=None, provider=None, type="", version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial_nouns")]
    operations = [migrations.RunPython(make_default_rule, remove_default_rule)]
