"""The public lists of topics and of providers with published articles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from articles.models import Article, Provider, Topic

PAGE_SIZE = 500
"""Topics or providers on one page of a list."""


@dataclass(slots=True)
class TopicGroup:
    """A top-level topic and the topics below it."""

    topic: Topic
    children: list[Topic] = field(default_factory=list)


def published_topics() -> QuerySet[Topic]:
    """Return the topics that a reader finds something in: their own articles, or a child's."""
    live = Article.objects.published()
    return Topic.objects.filter(_has_own(live) | _has_below(live))


def listed_topics() -> QuerySet[Topic]:
    """Return the topics of the list in its order: groups first, each parent before its children.

    A parent is named above its children even if no article of its own is listed.
    """
    listed = Article.objects.listed(timezone.now())
    return (
        Topic.objects.filter(_has_own(listed))
        .annotate(
            head_name=Lower(Coalesce("parent__name", "name")),
            head=Coalesce("parent", "pk"),
            is_grouped=Q(parent__isnull=False) | _has_below(listed),
        )
        .select_related("parent")
        .order_by("-is_grouped", "head_name", "head", F("parent").asc(nulls_first=True), "name")
    )


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


def published_providers() -> QuerySet[Provider]:
    """Return the providers that have a page: those of published articles."""
    return _providers_of(Article.objects.published())


def listed_providers() -> QuerySet[Provider]:
    """Return the providers of the list with their icons by name, whatever its case."""
    providers = _providers_of(Article.objects.listed(timezone.now()))
    return providers.select_related("icon").order_by(Lower("name"), "pk")


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


def _providers_of(articles: QuerySet[Article]) -> QuerySet[Provider]:
    return Provider.objects.filter(Exists(articles.filter(provider=OuterRef("pk"))))


def _has_own(articles: QuerySet[Article]) -> Exists:
    return Exists(articles.filter(article_topics__topic=OuterRef("pk")))


def _has_below(articles: QuerySet[Article]) -> Exists:
    return Exists(articles.filter(article_topics__topic__parent=OuterRef("pk")))


def _letter(provider: Provider) -> str:
    first = provider.name[:1].upper()
    return first if first.isalpha() else "#"
