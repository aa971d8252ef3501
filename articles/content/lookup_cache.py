"""Providers by domain and topics by name: found, or made when first met."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.db.arrays import text_array
from articles.models import Provider, Topic


class LookupCache:
    """Remembers the primary keys of providers and topics, and makes the missing ones.

    `made_providers` and `made_topics` hold the primary keys of what was made here.
    """

    def __init__(self) -> None:
        self._providers: dict[str, int] = {}
        self._topics: dict[str, int] = {}
        self.made_providers: list[int] = []
        self.made_topics: list[int] = []

    def provider_id(self, domain: str) -> int | None:
        """Return the primary key of a provider that `ensure_providers` has seen."""
        return self._providers[domain] if domain else None

    def topic_id(self, name: str) -> int:
        """Return the primary key of a topic that `ensure_topics` has seen."""
        return self._topics[name]

    def ensure_providers(self, names: Mapping[str, str]) -> None:
        """Find or make the providers of these domains; `names` gives a name for a new one."""
        missing = [domain for domain in names if domain and domain not in self._providers]
        if not missing:
            return
        self._providers |= _provider_ids(missing)
        new = [domain for domain in missing if domain not in self._providers]
        if not new:
            return
        Provider.objects.bulk_create(
            [Provider(domain=domain, name=(names[domain] or domain)[:200]) for domain in new],
            ignore_conflicts=True,
        )
        made = _provider_ids(new)
        self._providers |= made
        self.made_providers += made.values()

    def ensure_topics(self, names: Iterable[str]) -> None:
        """Find or make the topics of these names."""
        missing = [name for name in dict.fromkeys(names) if name not in self._topics]
        if not missing:
            return
        topics = Topic.objects.filter(name__in=missing)
        self._topics |= dict(topics.values_list("name", "pk"))
        for name in missing:
            if name not in self._topics:
                self._topics[name] = self._make_topic(name)

    def _make_topic(self, name: str) -> int:
        topic, made = make_topic(name)
        if made:
            self.made_topics.append(topic.pk)
        return topic.pk


def make_topic(name: str) -> tuple[Topic, bool]:
    """Return the topic of this name, and whether it had to be made.

    Names that differ may make the same slug ("C#", "C++"): the later one gets a number.
    """
    stem = slugify(name)[:190] or "topic"
    number = 1
    while True:
        slug = stem if number == 1 else f"{stem}-{number}"
        try:
            with transaction.atomic():
                return Topic.objects.get_or_create(name=name, defaults={"slug": slug})
        except IntegrityError:
            if not Topic.objects.filter(slug=slug).exists():
                raise
            number += 1


def _provider_ids(domains: Iterable[str]) -> dict[str, int]:
    providers = Provider.objects.filter(domain__in=text_array(domains))
    return dict(providers.values_list("domain", "pk"))
