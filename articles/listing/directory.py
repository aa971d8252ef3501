"""Topics and providers that readers find something in, for pages, feeds and the API."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from articles.models import Article, Provider, Topic


def published_topics() -> QuerySet[Topic]:
    """Return the topics that a reader finds something in: their own articles, or a child's."""
    live = Article.objects.published()
    return Topic.objects.filter(_has_own(live) | _has_below(live))


def find_published(rows: QuerySet[Any], **key: str) -> Any:
    """Return the row of `rows` (published ones) with this key, or None.

    For an old name it is the row that it was merged into, if that is one of `rows`: what only
    drafts have is not revealed.
    """
    found = rows.filter(**key).first()
    if found is None:
        old = rows.model.objects.filter(**key).exclude(merged_into=None)
        found = rows.filter(pk__in=old.values("merged_into")).first()
    return found


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


def published_providers() -> QuerySet[Provider]:
    """Return the providers that have a page: those of published articles."""
    return _providers_of(Article.objects.published())


def listed_providers() -> QuerySet[Provider]:
    """Return the providers of the list with their icons by name, whatever its case."""
    providers = _providers_of(Article.objects.listed(timezone.now()))
    return providers.select_related("icon").order_by(Lower("name"), "pk")


def _providers_of(articles: QuerySet[Article]) -> QuerySet[Provider]:
    return Provider.objects.filter(Exists(articles.filter(provider=OuterRef("pk"))))


def _has_own(articles: QuerySet[Article]) -> Exists:
    return Exists(articles.filter(article_topics__topic=OuterRef("pk")))


def _has_below(articles: QuerySet[Article]) -> Exists:
    return Exists(Topic.objects.filter(_has_own(articles), parent=OuterRef("pk")))
