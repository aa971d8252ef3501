"""How many went live on a day is read off an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_roles_and_reasons'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('went_live_at__isnull', False)), fields=['went_live_at'], name='article_went_live'),
        ),
    ]
