"""The index of a provider's articles says what filters and the review desk ask about them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0017_base_as_text"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="article", name="article_provider_newest"),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=[
                    "provider", "status", "-published_at", "-id",
                    "quality", "heat", "held", "scheduled_for",
                ],
                name="article_provider_newest",
            ),
        ),
    ]
