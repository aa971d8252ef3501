"""What organisation and topic files say about providers and topics: read it, write it.

These values are called facts, to tell them from the value fields of articles.
"""

from collections.abc import Sequence
from typing import Any

from articles.content.lookup_cache import LookupCache
from articles.images.declared import connect_icons
from articles.models import Provider, Topic
from articles.search.backends import index_provider

PROVIDER_FIELDS = ("name", "description", "other_names", "images")
TOPIC_FIELDS = ("short_name", "keywords", "services")
Subject = Provider | Topic
"""What such a file is about."""


def facts_of(subject: Subject) -> dict[str, Any]:
    """Return the facts of a provider or a topic; an unsaved topic has no parent."""
    if isinstance(subject, Provider):
        return {name: getattr(subject, name) for name in PROVIDER_FIELDS}
    facts = {name: getattr(subject, name) for name in TOPIC_FIELDS}
    return facts | {"parent": subject.parent.name if subject.parent else ""}


def set_facts(
    subject: Subject, facts: dict[str, Any], cache: LookupCache, by_people: Sequence[str] = ()
) -> None:
    """Write facts to a provider or topic. The names in `by_people` count as a person's again."""
    columns = dict(facts)
    from_files = facts.keys() - set(by_people)
    edited = [name for name in subject.edited_fields if name not in from_files]
    subject.edited_fields = list(dict.fromkeys([*edited, *by_people]))
    parent = columns.pop("parent", None)
    if isinstance(subject, Topic) and parent is not None:
        cache.ensure_topics([parent] if parent else [])
        subject.parent_id = cache.topic_id(parent) if parent else None
    for name, value in columns.items():
        setattr(subject, name, value)
    subject.save()
    if isinstance(subject, Provider) and "images" in facts:
        connect_icons([subject.pk])
    if isinstance(subject, Provider) and "name" in facts:
        index_provider(subject.pk)
