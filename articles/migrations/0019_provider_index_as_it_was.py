"""An index that also says who is held is no good.

SQLite, without statistics, counted the held ones by going through all of it, and left the index of those alone.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_provider_index_says_more")]

    operations = [
        migrations.RemoveIndex(model_name="article", name="article_provider_newest"),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["provider", "status", "-published_at", "-id"],
                name="article_provider_newest",
            ),
        ),
    ]
