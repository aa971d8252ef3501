"""The three roles of the desk, each with all that the one before it may do."""

from django.db import migrations

NOUNS = ["article", "articletopic", "conflict", "event", "image", "importitem", "importrun", "provider", "publishingrule", "publishitem", "publishrun", "relatedlink", "rendition", "seedfile", "source", "topic"]
REVIEWER = [*(f"view_{noun}" for noun in NOUNS), "change_article", "review_article"]
EDITOR = [
    *REVIEWER,
    "add_article",
    "publish_article",
    "import_seeds",
    "settle_conflict",
    "add_provider",
    "change_provider",
    "add_topic",
    "change_topic",
]
MANAGING_EDITOR = [
    *EDITOR,
    "manage_rules",
    "add_publishingrule",
    "change_publishingrule",
    "delete_publishingrule",
    "undo_any_run",
    "view_user",
    "add_user",
    "change_user",
]
ROLES = {"Reviewer": REVIEWER, "Editor": EDITOR, "Managing editor": MANAGING_EDITOR}
OWN_VERBS = {
    "review_article": ("article", "Can hold, release and reject drafts"),
    "publish_article": ("article", "Can publish, send back, schedule and archive"),
    "settle_conflict": ("article", "Can settle conflicts"),
    "import_seeds": ("article", "Can import seeds"),
    "undo_any_run": ("article", "Can undo everybody's runs"),
    "manage_rules": ("publishingrule", "Can change publishing rules"),
}


def make_roles(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    for name, codenames in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.set([permission_of(apps, codename) for codename in codenames])


def permission_of(apps, codename):
    """Permissions are otherwise made only after all migrations, too late for us."""
    noun, label = OWN_VERBS.get(codename, (None, None))
    if noun is None:
        verb, noun = codename.split("_", 1)
        verbose = apps.get_model("articles", noun)._meta.verbose_name
        label = f"Can {verb} {verbose}"
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="articles", model=noun
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=codename, content_type=content_type, defaults={"name": label}
    )
    return permission


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_default_rule"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, remove_roles)]
