"""Find the articles that related links point to.

A link is an article's own by title and time; failing that by address, where exactly one
article has it (an address is not a key: the same one on two files is normal).
"""

from collections.abc import Sequence

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from articles.models import Article, RelatedLink

from .rivals import refresh_rivals_after_resolving


def resolve_links(article_ids: Sequence[int]) -> None:
    """Resolve the links of these articles, and all links that may point to these articles."""
    for key in ("story_key", "address_key"):
        keys = Article.objects.filter(pk__in=article_ids).values(key)
        _resolve(RelatedLink.objects.filter(article_id__in=article_ids), key)
        _resolve(RelatedLink.objects.filter(**{f"{key}__in": keys}), key)
    refresh_rivals_after_resolving(article_ids)


def _resolve(links: QuerySet[RelatedLink], key: str) -> None:
    target = _the_only_article(key)
    (
        links.filter(target__isnull=True, **{f"{key}__isnull": False})
        .filter(Q(**{f"{key}__in": Article.objects.values(key)}))
        .update(target=Subquery(target))
    )


def _the_only_article(key: str) -> QuerySet[Article, int]:
    """The primary key of the one other article with the link's key; no row where two have it."""
    only: QuerySet[Article, int] = (
        Article.objects.filter(**{key: OuterRef(key)})
        .exclude(pk=OuterRef("article_id"))
        .order_by()
        .values(key)
        .annotate(count=Count("pk"), only=Min("pk"))
        .filter(count=1)
        .values("only")
    )
    return only
