"""Keep each article's first related item, and find the links that outrank an article.

An article stores the quality and name of the first of its related links, in the order of
`stories.rank`, whose article no person has rejected or archived: `top_related_quality` and
`top_related_name`. A page or a rule then reads one row instead of all links.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from articles.db.arrays import id_array
from articles.db.functions import CollateC
from articles.models import Article, RelatedLink, Status
from articles.stories.rank import outranks, rank

WITHDRAWN = (Status.REJECTED, Status.ARCHIVED)


@transaction.atomic(savepoint=False)
def refresh_top_related(articles: QuerySet[Article]) -> None:
    """Recompute the number of related links of these articles and the first of them.

    The articles are locked in key order first: an UPDATE locks rows in any order.
    """
    links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by()
    counted = links.values("article").annotate(count=Count("pk")).values("count")
    top = _in_order(links.filter(_may_outrank()))
    locked = articles.order_by("pk").select_for_update(no_key=True)
    pks = list(locked.values_list("pk", flat=True))
    if not pks:
        return
    Article.objects.filter(pk__in=id_array(pks)).update(
        related_count=Coalesce(Subquery(counted), 0),
        top_related_quality=Subquery(top.values("quality")[:1]),
        top_related_name=Coalesce(Subquery(top.values("name")[:1]), Value("")),
    )


def refresh_neighbours(article_ids: Iterable[int]) -> None:
    """Refresh the articles that link to these, after these were withdrawn or reopened."""
    linking = RelatedLink.objects.filter(target_id__in=id_array(article_ids)).values("article_id")
    refresh_top_related(Article.objects.filter(pk__in=linking))


def refresh_after_resolving(article_ids: Iterable[int]) -> None:
    """Refresh the articles whose links now point to a withdrawn article."""
    ids = id_array(article_ids)
    withdrawn = RelatedLink.objects.filter(target__status__in=WITHDRAWN)
    affected = withdrawn.filter(Q(article_id__in=ids) | Q(target_id__in=ids))
    refresh_top_related(Article.objects.filter(pk__in=affected.values("article_id")))


def outranking_links(article: Article) -> list[RelatedLink]:
    """Return the links that outrank the article in order, with their targets and providers."""
    return outranking(article, article.links.select_related("target", "provider"))


def outranking(article: Article, links: Iterable[RelatedLink]) -> list[RelatedLink]:
    """Return those of the links (fetched with their targets) that outrank the article, in order."""
    before = [
        link
        for link in links
        if outranks(link.quality, link.name, article.quality, article.name)
        and not (link.target and link.target.status in WITHDRAWN)
    ]
    return sorted(before, key=link_rank)


def link_rank(link: RelatedLink) -> tuple[bool, int, str]:
    """Return the sort key of a link in the order of its story."""
    return rank(link.quality, link.name)


def _may_outrank() -> Q:
    """Return the condition for a link to count. EXISTS instead of a join: without statistics of
    new rows PostgreSQL would join all articles for each link."""
    withdrawn = Article.objects.filter(pk=OuterRef("target_id"), status__in=WITHDRAWN)
    return Q(quality__isnull=False) & (Q(target__isnull=True) | ~Q(Exists(withdrawn)))


def _in_order(links: QuerySet[RelatedLink, Any]) -> QuerySet[RelatedLink, Any]:
    return links.order_by(F("quality").desc(), CollateC("name"))
