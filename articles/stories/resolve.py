"""Find the articles that related links point to.

By title and time first: of several articles the one of the link's own source, and of those the
first. Failing that by address, where exactly one article has it (an address is not a key: the
same one on two files is normal).
"""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from articles.models import Article, RelatedLink
from articles.models.lookups import these

from .rivals import refresh_rivals_after_resolving

Story = tuple[int, int]


def resolve_links(article_ids: Sequence[int]) -> None:
    """Resolve the links of these articles, and all links that may point to these articles."""
    articles = Article.objects.filter(pk__in=these(article_ids))
    _resolve(Q(article_id__in=these(article_ids)))
    _resolve(Q(story_key__in=articles.values("story_key")))
    _resolve(Q(address_key__in=articles.values("address_key")))
    refresh_rivals_after_resolving(article_ids)


def first_of_stories(story_keys: Iterable[int | None]) -> dict[Story, int]:
    """Return by (source, story key) the primary key of the first article that has it."""
    keys = {key for key in story_keys if key is not None}
    found = Article.objects.filter(story_key__in=these(keys))
    rows = found.order_by().values_list("source", "story_key").annotate(first=Min("pk"))
    return {(source, story): first for source, story, first in rows}


def _resolve(which: Q) -> None:
    unresolved = RelatedLink.objects.filter(which, target__isnull=True)
    found = Coalesce(Subquery(_first_of_story()), Subquery(_only_at_address()))
    unresolved.alias(found=found).filter(found__isnull=False).update(target=found)


def _first_of_story() -> QuerySet[Article, int]:
    """The first other article of the link's story, if there is one the first of its own source."""
    own = Article.objects.filter(pk=OuterRef(OuterRef("article_id"))).values("source")
    # Not a filter of the rows: a planner that knows nothing of fresh rows yet would go through
    # the whole source for each link.
    first = Coalesce(Min("pk", filter=Q(source=Subquery(own))), Min("pk"))
    others = Article.objects.filter(story_key=OuterRef("story_key")).exclude(
        pk=OuterRef("article_id")
    )
    stories = others.order_by().values("story_key").annotate(first=first)
    return stories.values_list("first", flat=True)


def _only_at_address() -> QuerySet[Article, int]:
    """The one other article with the link's address; no row where two have it."""
    others = Article.objects.filter(address_key=OuterRef("address_key")).exclude(
        pk=OuterRef("article_id")
    )
    counted = others.order_by().values("address_key").annotate(count=Count("pk"), only=Min("pk"))
    return counted.filter(count=1).values_list("only", flat=True)
