"""The lists of all topics and of all providers that readers can find something of."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Exists, OuterRef

from articles.models import Article, Image, Provider, Topic
from articles.public.pictures import Picture, Pictures


@dataclass(slots=True)
class Family:
    """A topic that stands by itself, and those below it."""

    topic: Topic
    children: list[Topic] = field(default_factory=list)


def topics_by_parent() -> tuple[list[Family], list[Topic]]:
    """Return the topics with published articles: those in families, and the others.

    One query. A parent stands above its children even where nothing of its own is published.
    """
    live = Article.objects.published().filter(article_topics__topic=OuterRef("pk"))
    families: dict[int, Family] = {}
    for topic in Topic.objects.filter(Exists(live)).select_related("parent").order_by("name"):
        head = topic.parent or topic
        family = families.setdefault(head.pk, Family(head))
        if topic.parent:
            family.children.append(topic)
    heads = sorted(families.values(), key=lambda family: family.topic.name.casefold())
    return (
        [family for family in heads if family.children],
        [family.topic for family in heads if not family.children],
    )


def providers_by_letter() -> list[tuple[str, list[tuple[Provider, Picture | None]]]]:
    """Return the providers of published articles with their logos, in two queries."""
    live = Article.objects.published().filter(provider=OuterRef("pk"))
    found = list(Provider.objects.filter(Exists(live)))
    pictures = Pictures(Image.objects.filter(provider__isnull=False).order_by("position"))
    found.sort(key=lambda provider: provider.name.casefold())
    return [
        (letter, [(provider, pictures.logo(provider)) for provider in group])
        for letter, group in groupby(found, key=_letter)
    ]


def _letter(provider: Provider) -> str:
    first = provider.name[:1].upper()
    return first if first.isalpha() else "#"
