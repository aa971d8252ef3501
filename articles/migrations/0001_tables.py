import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.db.functions
import articles.db.json_text
import articles.models.article_search


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=250)),
                ('slug', models.CharField(max_length=260)),
                ('category', models.CharField(blank=True, max_length=100)),
                ('title', models.CharField(max_length=300)),
                ('excerpt', models.TextField(blank=True)),
                ('published_at', models.DateTimeField()),
                ('original_url', models.URLField(blank=True, max_length=2000)),
                ('web_url', models.URLField(blank=True, max_length=2000)),
                ('amp_url', models.URLField(blank=True, max_length=2000)),
                ('cdn_amp_url', models.URLField(blank=True, max_length=2000)),
                ('type', models.CharField(blank=True, max_length=50)),
                ('quality', models.PositiveIntegerField(blank=True, null=True)),
                ('heat', models.IntegerField(blank=True, null=True)),
                ('featured_content', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('lead_alt', models.CharField(blank=True, db_default='', editable=False, max_length=300)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('rejected', 'Rejected'), ('archived', 'Archived')], default='draft', editable=False, max_length=10)),
                ('held', models.BooleanField(default=False, editable=False)),
                ('recommended', models.BooleanField(default=False, editable=False)),
                ('scheduled_for', models.DateTimeField(blank=True, editable=False, null=True)),
                ('went_live_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('expires_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('featured_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('featured_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('related_count', models.PositiveIntegerField(default=0, editable=False)),
                ('top_related_quality', models.PositiveIntegerField(editable=False, null=True)),
                ('top_related_name', models.CharField(blank=True, editable=False, max_length=250)),
                ('rule_flags', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Case(models.When(models.Q(('held', True)), then=models.Value(1)), default=models.Value(0)), '+', models.Case(models.When(models.Q(('scheduled_for__isnull', False)), then=models.Value(2)), default=models.Value(0))), '+', models.Case(models.When(models.Q(articles.db.functions.IsBlank('title'), models.Q(('body', ''), ('original_url', ''), ('web_url', '')), _connector='OR'), then=models.Value(4)), default=models.Value(0))), '+', models.Case(models.When(models.Q(('related_count__gt', 0)), then=models.Value(8)), default=models.Value(0))), '+', models.Case(models.When(models.Q(('quality__isnull', False), models.Q(('top_related_quality__gt', models.F('quality')), models.Q(django.db.models.lookups.LessThan(articles.db.functions.CollateC('top_related_name'), articles.db.functions.CollateC('name')), ('top_related_quality', models.F('quality'))), _connector='OR')), then=models.Value(16)), default=models.Value(0))), '+', models.Case(models.When(models.Q(('recommended', True)), then=models.Value(32)), default=models.Value(0))), output_field=models.IntegerField())),
                ('threshold', models.PositiveIntegerField(editable=False, null=True)),
                ('threshold_distance', models.GeneratedField(db_persist=True, expression=models.Case(models.When(recommended=True, then=-1), default=django.db.models.functions.comparison.Coalesce(django.db.models.functions.math.Abs(django.db.models.expressions.CombinedExpression(models.F('quality'), '-', models.F('threshold'))), 2000000)), output_field=models.IntegerField())),
                ('sort_quality', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('quality', -2147483648), output_field=models.IntegerField())),
                ('sort_heat', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('heat', -2147483648), output_field=models.IntegerField())),
                ('sort_story', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('quality__isnull', False), models.Q(('top_related_quality__gt', models.F('quality')), models.Q(django.db.models.lookups.LessThan(articles.db.functions.CollateC('top_related_name'), articles.db.functions.CollateC('name')), ('top_related_quality', models.F('quality'))), _connector='OR')), then='top_related_name'), default='name'), output_field=models.CharField(max_length=250))),
                ('title_time_hash', models.BigIntegerField(editable=False)),
                ('url_hash', models.BigIntegerField(editable=False, null=True)),
                ('canonical_url_hash', models.BigIntegerField(editable=False, null=True)),
                ('title_hash_1', models.BigIntegerField(editable=False, null=True)),
                ('title_hash_2', models.BigIntegerField(editable=False, null=True)),
                ('title_hash_3', models.BigIntegerField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-published_at', '-pk'],
                'permissions': [('review_article', 'Can hold, release and reject drafts'), ('publish_article', 'Can publish, unpublish, schedule and archive'), ('resolve_conflict', 'Can resolve conflicts'), ('import_seeds', 'Can import seeds'), ('undo_any_run', "Can undo everybody's runs")],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.CharField(max_length=300, unique=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='RejectionReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_offered', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['position', 'text'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('time_zone', models.CharField(blank=True, max_length=64)),
                ('wants_mail', models.BooleanField(default=True, help_text='Mentions and assignments, at most once an hour; for managing editors also failed imports and a stopped worker.', verbose_name='Mail me about my work')),
                ('visited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('visited_before', models.DateTimeField(blank=True, editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ArticleSearch',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='articles.article')),
                ('vector', articles.models.article_search.SearchVectorField()),
            ],
        ),
        migrations.AddField(
            model_name='article',
            name='assigned_to',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_articles', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='BulkAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='queued', max_length=10)),
                ('by_system', models.BooleanField(default=False)),
                ('undone_by_system', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('heartbeat', models.DateTimeField(default=django.utils.timezone.now)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('total_count', models.PositiveIntegerField(blank=True, null=True)),
                ('totals', models.JSONField(default=dict)),
                ('message', models.TextField(blank=True)),
                ('verb', models.CharField(choices=[('imported', 'imported'), ('updated', 'updated from its source'), ('written', 'created'), ('edited', 'edited'), ('resolved', 'conflicts resolved'), ('published', 'published'), ('unpublished', 'unpublished'), ('recommended', 'recommended'), ('withdrawn', 'recommendation withdrawn'), ('held', 'held'), ('released', 'released'), ('scheduled', 'scheduled'), ('unscheduled', 'publish time cleared'), ('expiry_set', 'unpublish time set'), ('expiry_cleared', 'unpublish time cleared'), ('featured', 'featured on the home page'), ('unfeatured', 'no longer featured'), ('assigned', 'assigned'), ('rejected', 'rejected'), ('archived', 'archived'), ('reopened', 'reopened as draft'), ('undone', 'undone')], max_length=20)),
                ('details', models.JSONField(default=dict)),
                ('query', models.TextField(blank=True)),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'bulk actions',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BulkActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('skipped', 'Skipped')], default='waiting', max_length=8)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('undone', models.BooleanField(default=False)),
                ('undo_skipped_reason', models.CharField(blank=True, max_length=200)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bulk_action_items', to='articles.article')),
                ('bulk_action', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='articles.bulkaction')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('renewed_at', models.DateTimeField(db_index=True)),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='articles.article')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='queued', max_length=10)),
                ('by_system', models.BooleanField(default=False)),
                ('undone_by_system', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('heartbeat', models.DateTimeField(default=django.utils.timezone.now)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('total_count', models.PositiveIntegerField(blank=True, null=True)),
                ('totals', models.JSONField(default=dict)),
                ('message', models.TextField(blank=True)),
                ('dry_run', models.BooleanField(default=False)),
                ('label', models.CharField(max_length=1000)),
                ('upload', models.CharField(blank=True, max_length=32)),
                ('paths', models.JSONField(default=list)),
                ('options', models.JSONField(default=dict)),
                ('file_selection', models.JSONField(blank=True, default=dict)),
                ('metadata_counts', models.JSONField(default=dict)),
                ('created_ids', models.JSONField(default=dict)),
                ('preview', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='confirmed_as', to='articles.importrun')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=1000)),
                ('kind', models.CharField(choices=[('article', 'Article'), ('organisation', 'Organisation'), ('topic', 'Topic')], db_default='article', default='article', max_length=12)),
                ('outcome', models.CharField(choices=[('created', 'New'), ('changed', 'Changed'), ('conflict', 'Conflict'), ('unchanged', 'Unchanged'), ('refused', 'Rejected'), ('missing', 'Missing from its source')], max_length=10)),
                ('fields', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('seed_before', models.JSONField(null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('undone', models.BooleanField(default=False)),
                ('undo_skipped_reason', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(blank=True, db_default='', max_length=300)),
                ('quality', models.PositiveIntegerField(null=True)),
                ('diff', models.JSONField(null=True)),
                ('is_excluded', models.BooleanField(db_default=False, default=False)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_items', to='articles.article')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='articles.importrun')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=30)),
                ('base', models.JSONField(null=True)),
                ('ours', models.JSONField(null=True)),
                ('source', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolution', models.CharField(blank=True, choices=[('ours', 'Kept ours'), ('source', 'Used source'), ('obsolete', 'Both agree again')], max_length=8)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='articles.article')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='conflicts', to='articles.importrun')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.article')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='articles.article')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='articles.note')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('password_link', 'Password link'), ('digest', 'Mentions and assignments'), ('failed_import', 'Failed import'), ('silent_worker', 'Silent worker')], max_length=20)),
                ('key', models.CharField(max_length=100, unique=True)),
                ('facts', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outgoing_mail', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PassedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='passed_by', to='articles.article')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passed_drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('other_names', models.JSONField(blank=True, default=list)),
                ('edited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('edited_fields', models.JSONField(blank=True, default=list, editable=False)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.provider')),
            ],
            options={
                'ordering': ['name', 'domain'],
            },
        ),
        migrations.CreateModel(
            name='DetachedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000)),
                ('file', models.FileField(max_length=200, upload_to='images/')),
                ('real_width', models.PositiveIntegerField(blank=True, null=True)),
                ('real_height', models.PositiveIntegerField(blank=True, null=True)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='detached_files', to='articles.article')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='detached_files', to='articles.provider')),
            ],
        ),
        migrations.AddField(
            model_name='article',
            name='provider',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.provider'),
        ),
        migrations.CreateModel(
            name='PublishingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('threshold', models.PositiveIntegerField(default=70)),
                ('corroborated_threshold', models.PositiveIntegerField(blank=True, null=True)),
                ('recommended_threshold', models.PositiveIntegerField(blank=True, null=True)),
                ('leads_only', models.BooleanField(default=False)),
                ('type', models.CharField(blank=True, max_length=50)),
                ('after_import', models.BooleanField(default=False, help_text='Publish automatically by this rule after each import.')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='articles.provider')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'permissions': [('manage_rules', 'Can change publishing rules')],
            },
        ),
        migrations.CreateModel(
            name='PublishRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='queued', max_length=10)),
                ('by_system', models.BooleanField(default=False)),
                ('undone_by_system', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('heartbeat', models.DateTimeField(default=django.utils.timezone.now)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('total_count', models.PositiveIntegerField(blank=True, null=True)),
                ('totals', models.JSONField(default=dict)),
                ('message', models.TextField(blank=True)),
                ('rules', models.JSONField(default=list)),
                ('scope', models.JSONField(default=dict)),
                ('expected', models.PositiveIntegerField(blank=True, null=True)),
                ('cursor', models.BigIntegerField(default=0)),
                ('max_pk', models.BigIntegerField(default=0)),
                ('import_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publish_runs', to='articles.importrun')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublishItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reasons', models.PositiveIntegerField()),
                ('quality', models.PositiveIntegerField(null=True)),
                ('rule', models.PositiveSmallIntegerField(null=True)),
                ('version', models.PositiveIntegerField()),
                ('undone', models.BooleanField(default=False)),
                ('undo_skipped_reason', models.CharField(blank=True, max_length=200)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publish_items', to='articles.article')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='articles.publishrun')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by_system', models.BooleanField(default=False)),
                ('verb', models.CharField(choices=[('imported', 'imported'), ('updated', 'updated from its source'), ('written', 'created'), ('edited', 'edited'), ('resolved', 'conflicts resolved'), ('published', 'published'), ('unpublished', 'unpublished'), ('recommended', 'recommended'), ('withdrawn', 'recommendation withdrawn'), ('held', 'held'), ('released', 'released'), ('scheduled', 'scheduled'), ('unscheduled', 'publish time cleared'), ('expiry_set', 'unpublish time set'), ('expiry_cleared', 'unpublish time cleared'), ('featured', 'featured on the home page'), ('unfeatured', 'no longer featured'), ('assigned', 'assigned'), ('rejected', 'rejected'), ('archived', 'archived'), ('reopened', 'reopened as draft'), ('undone', 'undone')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('undone', models.BooleanField(default=False)),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='articles.article')),
                ('bulk_action', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='articles.bulkaction')),
                ('import_run', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='articles.importrun')),
                ('publish_run', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='articles.publishrun')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'history',
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='RelatedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('excerpt', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('web_url', models.URLField(blank=True, max_length=2000)),
                ('amp_url', models.URLField(blank=True, max_length=2000)),
                ('cdn_amp_url', models.URLField(blank=True, max_length=2000)),
                ('type', models.CharField(blank=True, max_length=50)),
                ('quality', models.PositiveIntegerField(blank=True, null=True)),
                ('name', models.CharField(blank=True, editable=False, max_length=250)),
                ('title_time_hash', models.BigIntegerField(editable=False, null=True)),
                ('url_hash', models.BigIntegerField(editable=False, null=True)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='articles.article')),
                ('provider', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='articles.provider')),
                ('target', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='links_here', to='articles.article')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('url', models.CharField(max_length=2000)),
                ('width', models.PositiveIntegerField(blank=True, null=True)),
                ('height', models.PositiveIntegerField(blank=True, null=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('is_cached', models.BooleanField(blank=True, null=True)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='images/')),
                ('real_width', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('real_height', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('article', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='articles.article')),
                ('provider', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='articles.provider')),
                ('link', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='articles.relatedlink')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='articles.publishingrule')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('articles', 'Articles'), ('desk', 'Review desk')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with everyone')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'permissions': [('share_savedview', 'Can share saved views')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('placeholders', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='source_unique_name')],
            },
        ),
        migrations.AddField(
            model_name='importrun',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_runs', to='articles.source'),
        ),
        migrations.AddField(
            model_name='article',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.source'),
        ),
        migrations.CreateModel(
            name='StoredImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('file', models.FileField(max_length=200, upload_to='images/')),
                ('format', models.CharField(max_length=10)),
                ('byte_count', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('dhash', models.BigIntegerField(db_index=True)),
                ('entropy', models.FloatField()),
                ('sketch', models.CharField(max_length=72)),
                ('is_stand_in', models.BooleanField(default=False)),
                ('focal_x', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)])),
                ('focal_y', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)])),
                ('focal_by_person', models.BooleanField(default=False)),
                ('alt_text', models.CharField(blank=True, max_length=300)),
                ('credit', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('unused_since', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('focal_x__lte', 100), ('focal_y__lte', 100)), name='stored_image_focal_percent'), models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='stored_image_has_size')],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('format', models.CharField(max_length=10)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='renditions/')),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='articles.storedimage')),
            ],
            options={
                'ordering': ['name', 'width'],
            },
        ),
        migrations.AddField(
            model_name='provider',
            name='icon',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='icon_of', to='articles.storedimage'),
        ),
        migrations.CreateModel(
            name='ImageFetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000)),
                ('url_digest', models.CharField(max_length=64, unique=True)),
                ('host', models.CharField(blank=True, max_length=253)),
                ('page_url', models.CharField(blank=True, max_length=2000)),
                ('priority', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('fetched', 'Fetched'), ('refused', 'Refused'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('etag', models.CharField(blank=True, max_length=300)),
                ('last_modified', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('fetched_at', models.DateTimeField(blank=True, null=True)),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fetches', to='articles.storedimage')),
            ],
            options={
                'verbose_name_plural': 'image fetches',
                'ordering': ['priority', 'next_try_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='chosen_image',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chosen_by', to='articles.storedimage'),
        ),
        migrations.AddField(
            model_name='article',
            name='lead_image',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='articles.storedimage'),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('short_name', models.CharField(blank=True, max_length=200)),
                ('keywords', models.JSONField(blank=True, default=list)),
                ('services', models.JSONField(blank=True, default=dict)),
                ('edited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('edited_fields', models.JSONField(blank=True, default=list, editable=False)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.topic')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='articles.topic')),
            ],
            options={
                'ordering': ['name'],
                'permissions': [('merge_names', 'Can rename and merge topics and providers')],
            },
        ),
        migrations.CreateModel(
            name='SeedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('article', 'Article'), ('organisation', 'Organisation'), ('topic', 'Topic')], default='article', max_length=12)),
                ('name', models.CharField(max_length=250)),
                ('path', models.CharField(max_length=1000)),
                ('digest', models.BinaryField(max_length=32)),
                ('content', models.BinaryField()),
                ('base', articles.db.json_text.JSONText(default=dict)),
                ('missing_since', models.DateTimeField(blank=True, null=True)),
                ('article', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='seed_file', to='articles.article')),
                ('provider', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='articles.provider')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='seed_files', to='articles.source')),
                ('topic', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='articles.topic')),
            ],
        ),
        migrations.AddField(
            model_name='publishingrule',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='articles.topic'),
        ),
        migrations.CreateModel(
            name='ArticleTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='article_topics', to='articles.article')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='article_topics', to='articles.topic')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='topics',
            field=models.ManyToManyField(related_name='articles', through='articles.ArticleTopic', to='articles.topic'),
        ),
        migrations.AddConstraint(
            model_name='bulkaction',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone'])), name='bulkaction_state_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkaction',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['imported', 'updated', 'written', 'edited', 'resolved', 'published', 'unpublished', 'recommended', 'withdrawn', 'held', 'released', 'scheduled', 'unscheduled', 'expiry_set', 'expiry_cleared', 'featured', 'unfeatured', 'assigned', 'rejected', 'archived', 'reopened', 'undone'])), name='bulk_action_verb_known'),
        ),
        migrations.AddIndex(
            model_name='bulkactionitem',
            index=models.Index(fields=['bulk_action', 'outcome', 'id'], name='bulk_item_by_outcome'),
        ),
        migrations.AddConstraint(
            model_name='bulkactionitem',
            constraint=models.UniqueConstraint(fields=('bulk_action', 'article'), name='bulk_action_item_unique_article'),
        ),
        migrations.AddConstraint(
            model_name='bulkactionitem',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['waiting', 'done', 'skipped'])), name='bulk_action_outcome_known'),
        ),
        migrations.AddIndex(
            model_name='importitem',
            index=models.Index(fields=['run', 'path'], name='import_item_by_path'),
        ),
        migrations.AddIndex(
            model_name='importitem',
            index=models.Index(fields=['run', 'outcome', 'id'], name='import_item_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='importitem',
            index=models.Index(condition=models.Q(('kind', 'article'), _negated=True), fields=['run'], name='import_item_metadata'),
        ),
        migrations.AddConstraint(
            model_name='importitem',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'changed', 'conflict', 'unchanged', 'refused', 'missing'])), name='import_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_at__isnull', True)), fields=('article', 'field'), name='conflict_unique_open_field'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolution', ''), ('resolved_at__isnull', True)), models.Q(('resolution__in', ['ours', 'source', 'obsolete']), ('resolved_at__isnull', False)), _connector='OR'), name='conflict_resolved_has_resolution'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['person', '-at', '-id'], name='notification_newest'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('note', 'person'), name='notification_unique_mention'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(condition=models.Q(('note', None)), fields=('article',), name='notification_unique_assignment'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['due_at'], name='outgoing_mail_due'),
        ),
        migrations.AddConstraint(
            model_name='passeddraft',
            constraint=models.UniqueConstraint(fields=('article', 'person'), name='passed_draft_unique'),
        ),
        migrations.AddConstraint(
            model_name='detachedfile',
            constraint=models.CheckConstraint(condition=models.Q(('article__isnull', True), ('provider__isnull', True), _connector='XOR'), name='detached_file_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='publishrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone'])), name='publishrun_state_known'),
        ),
        migrations.AddConstraint(
            model_name='publishitem',
            constraint=models.UniqueConstraint(fields=('run', 'article'), name='publish_item_unique_article'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['-at'], name='event_newest'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('import_run__isnull', False)), fields=['import_run'], name='event_import_run'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('publish_run__isnull', False)), fields=['publish_run'], name='event_publish_run'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('bulk_action__isnull', False)), fields=['bulk_action'], name='event_bulk_action'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('actor__isnull', False)), fields=['actor', '-at'], name='event_by_actor'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('import_run', None), ('publish_run', None)), fields=['at', 'actor', 'verb'], name='event_by_hand'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('article', 'version'), name='event_unique_version'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['imported', 'updated', 'written', 'edited', 'resolved', 'published', 'unpublished', 'recommended', 'withdrawn', 'held', 'released', 'scheduled', 'unscheduled', 'expiry_set', 'expiry_cleared', 'featured', 'unfeatured', 'assigned', 'rejected', 'archived', 'reopened', 'undone'])), name='event_verb_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('by_system', False), ('actor', None), _connector='OR'), name='event_system_has_no_actor'),
        ),
        migrations.AddIndex(
            model_name='relatedlink',
            index=models.Index(condition=models.Q(('target__isnull', False)), fields=['target'], name='link_target'),
        ),
        migrations.AddIndex(
            model_name='relatedlink',
            index=models.Index(condition=models.Q(('target__isnull', True)), fields=['title_time_hash'], name='link_title_time_hash'),
        ),
        migrations.AddIndex(
            model_name='relatedlink',
            index=models.Index(condition=models.Q(('target__isnull', True)), fields=['url_hash'], name='link_url_hash'),
        ),
        migrations.AddConstraint(
            model_name='relatedlink',
            constraint=models.UniqueConstraint(fields=('article', 'position'), name='link_unique_position'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('link__isnull', True), ('provider__isnull', True)), models.Q(('article__isnull', True), ('link__isnull', False), ('provider__isnull', True)), models.Q(('article__isnull', True), ('link__isnull', True), ('provider__isnull', False)), _connector='OR'), name='image_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.UniqueConstraint(condition=models.Q(('article__isnull', False)), fields=('article', 'position'), name='image_unique_article_position'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.UniqueConstraint(condition=models.Q(('link__isnull', False)), fields=('link', 'position'), name='image_unique_link_position'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.UniqueConstraint(condition=models.Q(('provider__isnull', False)), fields=('provider', 'position'), name='image_unique_provider_position'),
        ),
        migrations.AddConstraint(
            model_name='rulechange',
            constraint=models.UniqueConstraint(fields=('rule', 'version'), name='rule_change_unique_version'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'place', 'name'), name='saved_view_name', violation_error_message='You already have a view with this name.'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['created_at'], name='import_run_by_time'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone'])), name='importrun_state_known'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.UniqueConstraint(condition=models.Q(('dry_run', False), ('state__in', ('queued', 'running', 'undoing'))), fields=('source',), name='import_run_unique_active_source'),
        ),
        migrations.AddConstraint(
            model_name='rendition',
            constraint=models.UniqueConstraint(fields=('image', 'name', 'format'), name='rendition_unique_shape'),
        ),
        migrations.AddConstraint(
            model_name='rendition',
            constraint=models.CheckConstraint(condition=models.Q(('file', ''), ('reason', ''), _connector='XOR'), name='rendition_has_file_or_reason'),
        ),
        migrations.AddConstraint(
            model_name='provider',
            constraint=models.CheckConstraint(condition=models.Q(('domain', ''), _negated=True), name='provider_has_domain', violation_error_message='A provider needs a domain.'),
        ),
        migrations.AddConstraint(
            model_name='provider',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='provider_not_merged_into_itself'),
        ),
        migrations.AddIndex(
            model_name='imagefetch',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['priority', 'next_try_at', 'id'], name='image_fetch_due'),
        ),
        migrations.AddIndex(
            model_name='imagefetch',
            index=models.Index(fields=['host', 'state'], name='image_fetch_host'),
        ),
        migrations.AddConstraint(
            model_name='imagefetch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'fetched', 'refused', 'failed'])), name='image_fetch_state_known'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='topic_not_merged_into_itself'),
        ),
        migrations.AddIndex(
            model_name='seedfile',
            index=models.Index(condition=models.Q(('provider__isnull', False)), fields=['provider'], name='seed_file_provider'),
        ),
        migrations.AddIndex(
            model_name='seedfile',
            index=models.Index(condition=models.Q(('topic__isnull', False)), fields=['topic'], name='seed_file_topic'),
        ),
        migrations.AddConstraint(
            model_name='seedfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['article', 'organisation', 'topic'])), name='seed_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='seedfile',
            constraint=models.UniqueConstraint(fields=('source', 'kind', 'name'), name='seed_file_unique_name_in_source'),
        ),
        migrations.AddConstraint(
            model_name='publishingrule',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('topic', 0), django.db.models.functions.comparison.Coalesce('provider', 0), models.F('type'), name='rule_unique_scope', violation_error_message='A rule for this topic, provider and type already exists. Change that one.'),
        ),
        migrations.AddConstraint(
            model_name='publishingrule',
            constraint=models.CheckConstraint(condition=models.Q(('corroborated_threshold__isnull', True), ('corroborated_threshold__lte', models.F('threshold')), _connector='OR'), name='rule_corroborated_threshold_lower', violation_error_message='The corroborated threshold must not exceed the threshold.'),
        ),
        migrations.AddConstraint(
            model_name='publishingrule',
            constraint=models.CheckConstraint(condition=models.Q(('recommended_threshold__isnull', True), ('recommended_threshold__lte', models.F('threshold')), _connector='OR'), name='rule_recommended_threshold_lower', violation_error_message='The recommended threshold must not exceed the threshold.'),
        ),
        migrations.AddConstraint(
            model_name='articletopic',
            constraint=models.UniqueConstraint(fields=('article', 'topic'), name='article_topic_unique_topic'),
        ),
        migrations.AddConstraint(
            model_name='articletopic',
            constraint=models.UniqueConstraint(fields=('article', 'position'), name='article_topic_unique_position'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', '-published_at', '-id'], name='article_status_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'quality', 'rule_flags', 'expires_at'], name='article_status_rule_flags'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'held', 'scheduled_for', 'recommended'], name='article_status_held'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', '-updated_at', '-id'], name='article_status_changed'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', '-sort_quality', '-published_at', '-id'], name='article_status_quality'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'threshold_distance', '-sort_heat', '-published_at', '-id'], name='article_status_borderline'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', '-sort_heat', '-published_at', '-id'], name='article_status_heat'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', '-sort_story', '-sort_quality', '-id'], name='article_status_story'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['-published_at', '-id'], name='article_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('recommended', True)), fields=['status', '-published_at', '-id'], name='article_recommended'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['provider', 'status', '-published_at', '-id'], name='article_provider_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_time_hash'], name='article_title_time_hash'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['url_hash'], name='article_url_hash'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('canonical_url_hash__isnull', False)), fields=['canonical_url_hash'], name='article_canonical_url_hash'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_hash_1'], name='article_title_hash_1'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_hash_2'], name='article_title_hash_2'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_hash_3'], name='article_title_hash_3'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('scheduled_for__isnull', False)), fields=['scheduled_for'], name='article_scheduled'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('went_live_at__isnull', False)), fields=['went_live_at'], name='article_went_live'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='article_expires'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('featured_until__isnull', False)), fields=['featured_until'], name='article_featured'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('lead_image__isnull', False)), fields=['lead_image'], name='article_lead_image'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('chosen_image__isnull', False)), fields=['chosen_image'], name='article_chosen_image'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('assigned_to__isnull', False)), fields=['assigned_to', 'status', '-published_at', '-id'], name='article_assigned'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('source', 'name'), name='article_unique_name_in_source', violation_error_message='This source already has an article with this name.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('slug',), name='article_unique_slug', violation_error_message='Another article already has this address.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'rejected', 'archived'])), name='article_status_known'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('held', False), ('status', 'draft'), _connector='OR'), name='article_held_is_draft', violation_error_message='Only drafts can be held.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('scheduled_for__isnull', True), ('status', 'draft'), _connector='OR'), name='article_scheduled_is_draft', violation_error_message='Only drafts can be scheduled.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), ('went_live_at__isnull', False)), models.Q(models.Q(('status', 'published'), _negated=True), ('went_live_at__isnull', True)), _connector='OR'), name='article_live_has_went_live_at'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('status__in', ['draft', 'published']), _connector='OR'), name='article_expiring_is_draft_or_live', violation_error_message='Only drafts and live articles can expire.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('scheduled_for__isnull', True), ('expires_at__gt', models.F('scheduled_for')), _connector='OR'), name='article_expires_after_schedule', violation_error_message='An article must expire after it is published.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('featured_at__isnull', True), ('featured_until__isnull', True)), models.Q(('featured_at__isnull', False), ('featured_until__isnull', False), ('status', 'published')), _connector='OR'), name='article_featured_is_live', violation_error_message='Only published articles can be featured.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='article_version_positive'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='article_has_name'),
        ),
    ]
