"""Create what a new installation starts with: three roles, rejection reasons, one publishing rule."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEWED_BY_ALL = [
    "article", "articletopic", "bulkaction", "bulkactionitem", "conflict", "event", "heartbeat", "imagefetch",
    "importitem", "importrun", "provider", "publishingrule", "publishitem", "publishrun", "rejectionreason",
    "relatedlink", "rendition", "rulechange", "savedview", "seedfile", "source", "storedimage", "topic",
]
REVIEWER = [
    *(f"view_{model}" for model in VIEWED_BY_ALL),
    "change_article", "review_article",
    "add_savedview", "change_savedview", "delete_savedview",
]
EDITOR = [
    *REVIEWER,
    "add_article", "publish_article", "import_seeds", "resolve_conflict", "share_savedview",
    "add_provider", "change_provider", "add_topic", "change_topic",
]
MANAGING_EDITOR = [
    *EDITOR,
    "merge_names", "delete_topic", "delete_provider",
    "manage_rules", "add_publishingrule", "change_publishingrule", "delete_publishingrule",
    "add_rejectionreason", "change_rejectionreason", "delete_rejectionreason",
    "undo_any_run", "view_user", "add_user", "change_user",
]
ROLES = {"Reviewer": REVIEWER, "Editor": EDITOR, "Managing editor": MANAGING_EDITOR}
REASONS = ["Not news", "We have it already", "A press release", "Out of date", "Off our topics", "Not reliable"]


def create_defaults(apps, schema_editor):
    # Django creates permissions only after all migrations.
    create_permissions(installed_apps.get_app_config("articles"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    ids = dict(permissions.values_list("codename", "pk"))
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set([ids[codename] for codename in codenames])
    reasons = apps.get_model("articles", "RejectionReason").objects
    for position, text in enumerate(REASONS):
        reasons.get_or_create(text=text, defaults={"position": position})
    rules = apps.get_model("articles", "PublishingRule").objects
    if not rules.filter(topic=None, provider=None, type="").exists():
        rules.create(name="Everything", threshold=70)


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_search_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_defaults, remove_roles)]
