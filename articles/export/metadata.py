"""Write people's changes to providers and topics back to their files.

Changes by another source are not written: they are in that source's file.
"""

from typing import Any

from articles.content.metadata import facts_of
from articles.content.seed_limits import limits_in_force
from articles.models import SeedFile, SeedKind, Topic
from articles.seeds.writer import write_organisation, write_topic

_WRITE = {SeedKind.ORGANISATION: write_organisation, SeedKind.TOPIC: write_topic}


def metadata_file(seed: SeedFile) -> bytes:
    """Return an organisation's or a topic's file with people's changes.

    Raises SeedRefused and WriteMismatch as the writers do.
    """
    if changes := _changes(seed):
        return _WRITE[SeedKind(seed.kind)](seed.data, changes, limits_in_force())
    return seed.data


def _changes(seed: SeedFile) -> dict[str, Any]:
    subject = seed.provider or seed.topic
    if subject is None:
        return {}
    fields = {*subject.edited_fields}
    if isinstance(subject, Topic) and _is_parent_renamed(subject, str(seed.base.get("parent", ""))):
        fields.add("parent")
    facts = facts_of(subject) | {"name": subject.name} if fields else {}
    return {
        name: value
        for name, value in facts.items()
        if name in fields and value != seed.base.get(name, type(value)())
    }


def _is_parent_renamed(topic: Topic, name: str) -> bool:
    """Return whether the parent's name in a file is an old name of the topic's parent."""
    if topic.parent is None or name in {"", topic.parent.name}:
        return False
    return Topic.objects.filter(name=name, merged_into=topic.parent).exists()
