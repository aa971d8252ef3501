"""Likely duplicates are found by keys of their titles and pages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_counts_of_the_front_page'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='page_key',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='title_key_1',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='title_key_2',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='title_key_3',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('page_key__isnull', False)), fields=['page_key'], name='article_page_key'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_key_1'], name='article_title_key_1'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_key_2'], name='article_title_key_2'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_key_3'], name='article_title_key_3'),
        ),
    ]
