"""Read old names of topics and old domains of providers as the ones that replaced them.

A merge or a rename leaves a row with the old name that points to the row in use (`merged_into`).
Files keep saying the old name; everything that compares or stores their values asks here first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.models import Provider, Topic


@dataclass(frozen=True, slots=True)
class MergedNames:
    """The names in use, by old name of a topic and by old domain of a provider."""

    topics: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)

    def replace_in(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return value fields with the names in use; a topic that is then there twice is kept
        where it stands first."""
        found = dict(values)
        if self.topics and "topics" in found:
            found["topics"] = list(dict.fromkeys(map(self.topic, found["topics"])))
        if self.providers and "provider" in found:
            found["provider"] = self.provider(found["provider"])
        if self.providers and "related" in found:
            found["related"] = [
                {**link, "provider": self.provider(link["provider"])} for link in found["related"]
            ]
        return found

    def topic(self, name: str) -> str:
        return self.topics.get(name, name)

    def provider(self, domain: str) -> str:
        return self.providers.get(domain, domain)


def with_names_in_use(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return value fields with the names in use."""
    return merged_names_in(values).replace_in(values)


def merged_names_in(fields: Iterable[str]) -> MergedNames:
    """Return all old names, or none, without a query, if no field holds names."""
    has_names = not {"topics", "provider", "related"}.isdisjoint(fields)
    return merged_names() if has_names else MergedNames()


def merged_names() -> MergedNames:
    """Return all old names. They are few: people make each of them."""
    topics = Topic.objects.filter(merged_into__isnull=False).order_by()
    providers = Provider.objects.filter(merged_into__isnull=False).order_by()
    return MergedNames(
        dict(topics.values_list("name", "merged_into__name")),
        dict(providers.values_list("domain", "merged_into__domain")),
    )
