"""Who outranks whom in a story.

An article's *rival* is the strongest of its related links (quality descending, then file name
ascending: DESIGN, section 5) whose article no person has rejected or archived. The article
carries the rival's quality and name, so that a page or a rule asks one row, not nine.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from articles.db.arrays import id_array
from articles.db.functions import CollateC
from articles.models import Article, RelatedLink, Status

WITHDRAWN = (Status.REJECTED, Status.ARCHIVED)


def strongest(links: Iterable[tuple[int | None, str]]) -> tuple[int | None, str]:
    """Return (quality, name) of the strongest of such pairs, (None, "") when none is scored."""
    scored = [(-quality, name) for quality, name in links if quality is not None]
    if not scored:
        return None, ""
    quality, name = min(scored)
    return -quality, name


@transaction.atomic(savepoint=False)
def refresh_top_related(articles: QuerySet[Article]) -> None:
    """Count the links of these articles again and find their rivals.

    The articles are locked in the order of their keys first: an UPDATE takes its locks in any.
    """
    links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by()
    counted = links.values("article").annotate(count=Count("pk")).values("count")
    rivals = _in_order(links.filter(_may_outrank()))
    locked = articles.order_by("pk").select_for_update(no_key=True)
    pks = list(locked.values_list("pk", flat=True))
    if not pks:
        return
    Article.objects.filter(pk__in=id_array(pks)).update(
        related_count=Coalesce(Subquery(counted), 0),
        top_related_quality=Subquery(rivals.values("quality")[:1]),
        top_related_name=Coalesce(Subquery(rivals.values("name")[:1]), Value("")),
    )


def refresh_neighbours(article_ids: Iterable[int]) -> None:
    """Judge again the articles that link to these, after these were set aside or came back."""
    linking = RelatedLink.objects.filter(target_id__in=id_array(article_ids)).values("article_id")
    refresh_top_related(Article.objects.filter(pk__in=linking))


def refresh_after_resolving(article_ids: Iterable[int]) -> None:
    """Judge again those whose links turned out to point to something set aside."""
    ids = id_array(article_ids)
    set_aside = RelatedLink.objects.filter(target__status__in=WITHDRAWN)
    affected = set_aside.filter(Q(article_id__in=ids) | Q(target_id__in=ids))
    refresh_top_related(Article.objects.filter(pk__in=affected.values("article_id")))


def outranking_links(article: Article) -> list[RelatedLink]:
    """Return the links that outrank the article, strongest first, with targets and providers."""
    links = article.links.filter(_may_outrank()).select_related("target", "provider")
    return [link for link in _in_order(links) if link.outranks(article)]


def outranking(article: Article, links: Iterable[RelatedLink]) -> list[RelatedLink]:
    """Say the same of links that are at hand with their targets."""
    standing = [link for link in links if not (link.target and link.target.status in WITHDRAWN)]
    return sorted((link for link in standing if link.outranks(article)), key=place)


def place(link: RelatedLink) -> tuple[bool, int, str]:
    """Return where a link stands in the order of its story; the unscored stand last."""
    return link.quality is None, -(link.quality or 0), link.name


def _may_outrank() -> Q:
    """Not a join: a planner that knows nothing of fresh rows would join all articles for each."""
    set_aside = Article.objects.filter(pk=OuterRef("target_id"), status__in=WITHDRAWN)
    return Q(quality__isnull=False) & (Q(target__isnull=True) | ~Q(Exists(set_aside)))


def _in_order(links: QuerySet[RelatedLink, Any]) -> QuerySet[RelatedLink, Any]:
    return links.order_by(F("quality").desc(), CollateC("name"))
