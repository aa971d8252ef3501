"""What people have changed of providers and topics, written back to the files about them.

Only what somebody changed on the desk: what another source said of the same provider stays in
that source's file.
"""

from typing import Any

from articles.content.seed_limits import limits_in_force
from articles.models import Provider, SeedFile, SeedKind, Topic
from articles.seeds.writer import write_organisation, write_topic

_WRITE = {SeedKind.ORGANISATION: write_organisation, SeedKind.TOPIC: write_topic}


def enriching_file(seed: SeedFile) -> bytes:
    """Return an organisation's or a topic's file as the desk would have it.

    Raises SeedRefused and WriteMismatch as the writers do.
    """
    changes = _changes(seed)
    return (
        _WRITE[SeedKind(seed.kind)](seed.data, changes, limits_in_force()) if changes else seed.data
    )


def _changes(seed: SeedFile) -> dict[str, Any]:
    noun = seed.provider or seed.topic
    if noun is None or not noun.edited_fields:
        return {}
    says = _of_provider(noun) if isinstance(noun, Provider) else _of_topic(noun)
    return {
        name: value
        for name, value in says.items()
        if name in noun.edited_fields and value != seed.base.get(name, type(value)())
    }


def _of_provider(provider: Provider) -> dict[str, Any]:
    return {
        "name": provider.name,
        "description": provider.description,
        "other_names": provider.other_names,
    }


def _of_topic(topic: Topic) -> dict[str, Any]:
    return {
        "short_name": topic.short_name,
        "parent": topic.parent.name if topic.parent else "",
        "keywords": topic.keywords,
        "services": topic.services,
    }
