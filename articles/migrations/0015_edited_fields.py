"""Which fields of a provider or a topic people wrote, and no file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_quicker_storing")]
    operations = [
        migrations.AddField(
            model_name=model,
            name="edited_fields",
            field=models.JSONField(blank=True, default=list, editable=False),
        )
        for model in ("provider", "topic")
    ]
