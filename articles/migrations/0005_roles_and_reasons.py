"""What the roles may do with the desk's nouns, and the reasons that a new desk offers."""

from importlib import import_module

from django.db import migrations

_roles = import_module("articles.migrations.0003_roles")

EVERYBODY = [
    "view_batch",
    "view_batchitem",
    "view_heartbeat",
    "view_presence",
    "view_rejectionreason",
    "view_rulechange",
    "view_savedview",
    "add_savedview",
    "change_savedview",
    "delete_savedview",
]
IMPORTERS = ["view_importpreview", "view_previewitem"]
MANAGERS = ["add_rejectionreason", "change_rejectionreason", "delete_rejectionreason"]
MORE = {
    "Reviewer": EVERYBODY,
    "Editor": [*EVERYBODY, *IMPORTERS],
    "Managing editor": [*EVERYBODY, *IMPORTERS, *MANAGERS],
}
REASONS = [
    "Not news",
    "We have it already",
    "A press release",
    "Out of date",
    "Off our topics",
    "Not reliable",
]


def extend_roles(apps, schema_editor):
    for name, codenames in MORE.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        if group:
            group.permissions.add(*[_roles.permission_of(apps, codename) for codename in codenames])


def restrict_roles(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles", codename__in=[*EVERYBODY, *IMPORTERS, *MANAGERS]
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=MORE):
        group.permissions.remove(*permissions)


def offer_reasons(apps, schema_editor):
    reasons = apps.get_model("articles", "RejectionReason").objects
    for position, text in enumerate(REASONS):
        reasons.get_or_create(text=text, defaults={"position": position})


def withdraw_reasons(apps, schema_editor):
    apps.get_model("articles", "RejectionReason").objects.filter(text__in=REASONS).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_desk_nouns")]
    operations = [
        migrations.RunPython(extend_roles, restrict_roles),
        migrations.RunPython(offer_reasons, withdraw_reasons),
    ]
