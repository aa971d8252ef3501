"""Find providers by domain and topics by name, and create the missing ones."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from articles.content.names import numbered
from articles.db.arrays import text_array
from articles.db.bulk import insert_missing
from articles.models import Provider, Topic

_IN_USE = Coalesce("merged_into", "pk")


class LookupCache:
    """The primary keys of providers and topics that one import or edit mentions.

    An old name that was merged into another one has the key of that one.

    `made_providers` and `made_topics` are the keys of those created here, and not meanwhile by
    another transaction: undo deletes them.
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
        """Find or create the providers of these domains; `names` has the name of a new one."""
        missing = [domain for domain in names if domain and domain not in self._providers]
        if not missing:
            return
        self._providers |= _provider_ids(missing)
        new = sorted(domain for domain in missing if domain not in self._providers)
        if not new:
            return
        rows = [(domain, (names[domain] or domain)[:200], "", "[]", "[]") for domain in new]
        columns = ("domain", "name", "description", "other_names", "edited_fields")
        self.made_providers += insert_missing(Provider, columns, rows)
        self._providers |= _provider_ids(new)

    def ensure_topics(self, names: Iterable[str]) -> None:
        """Find or create the topics of these names."""
        missing = [name for name in dict.fromkeys(names) if name not in self._topics]
        if not missing:
            return
        topics = Topic.objects.filter(name__in=missing)
        self._topics |= dict(topics.values_list("name", _IN_USE))
        for name in missing:
            if name not in self._topics:
                topic, is_new = get_or_create_topic(name)
                self._topics[name] = topic.merged_into_id or topic.pk
                if is_new:
                    self.made_topics.append(topic.pk)


def get_or_create_topic(name: str) -> tuple[Topic, bool]:
    """Return the topic of this name, and whether it was created.

    Different names can have the same slug ("C#", "C++"): the later one gets a number.
    """
    for slug in numbered(_slug_stem(name)):
        try:
            with transaction.atomic():
                return Topic.objects.get_or_create(name=name, defaults={"slug": slug})
        except IntegrityError:
            if not Topic.objects.filter(slug=slug).exists():
                raise
    raise AssertionError("numbered() does not end")


def free_topic_slug(name: str) -> str:
    """Return a slug for a topic's name that no topic has."""
    stem = _slug_stem(name)
    taken = set(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in numbered(stem) if slug not in taken)


def _slug_stem(name: str) -> str:
    return slugify(name)[:190] or "topic"


def _provider_ids(domains: Iterable[str]) -> dict[str, int]:
    providers = Provider.objects.filter(domain__in=text_array(domains))
    return dict(providers.values_list("domain", _IN_USE))
