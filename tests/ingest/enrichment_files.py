"""Organisation and topic files, and what they change."""

from django.utils import timezone

from articles.models import Provider

ORGANISATION = "_data/organizations/tidewire.md"
TOPIC = "_data/topics/herons.yaml"


def organisation(**keys):
    values = {"name": "Tidewire", "domain": "tidewire.example", "description": "Tides."} | keys
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + "---\n"


def herons(**keys):
    values = {
        "_id": "'1'",
        "name": "Herons",
        "parent": "Birds",
        "keywords": "[heron, egret]",
    } | keys
    return "".join(f"{name}: {value}\n" for name, value in values.items())


def by_hand(noun, **columns):
    """A person changes a provider or topic in the admin."""
    edited = {"edited_at": timezone.now(), "edited_fields": [*noun.edited_fields, *columns]}
    type(noun).objects.filter(pk=noun.pk).update(**edited, **columns)


def wire():
    return Provider.objects.get(domain="tidewire.example")
