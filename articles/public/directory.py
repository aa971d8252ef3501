"""The public lists of topics and of providers with published articles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from articles.models import Provider, Topic

PAGE_SIZE = 500
"""Topics or providers on one page of a list."""


@dataclass(slots=True)
class TopicGroup:
    """A top-level topic and the topics below it."""

    topic: Topic
    children: list[Topic] = field(default_factory=list)


def group_topics(topics: Sequence[Topic]) -> tuple[list[TopicGroup], list[Topic]]:
    """Return a page of `listed_topics` as groups, and the topics that belong to no group."""
    groups: dict[int, TopicGroup] = {}
    others = []
    for topic in topics:
        if not topic.is_grouped:  # type: ignore[attr-defined] # annotated
            others.append(topic)
            continue
        head = topic.parent or topic
        group = groups.setdefault(head.pk, TopicGroup(head))
        if topic.parent:
            group.children.append(topic)
    return list(groups.values()), others


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A provider in the list, with the domain if another one there has the same name."""

    provider: Provider
    domain: str


def group_providers(providers: Sequence[Provider]) -> list[tuple[str, list[ProviderEntry]]]:
    """Return the entries of a page of providers, grouped by first letter ("#" for others)."""
    names = Counter(provider.name.casefold() for provider in providers)

    def entry(provider: Provider) -> ProviderEntry:
        is_alone = names[provider.name.casefold()] == 1
        return ProviderEntry(provider, "" if is_alone else provider.domain)

    return [
        (letter, [entry(provider) for provider in group])
        for letter, group in groupby(providers, key=_letter)
    ]


def _letter(provider: Provider) -> str:
    first = provider.name[:1].upper()
    return first if first.isalpha() else "#"
