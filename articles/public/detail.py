"""What an article's page shows: the same for readers and for the staff preview."""

from typing import Any

from django.db.models import Case, OuterRef, Prefetch, Q, Subquery, When

from articles.images.page_pictures import load_pictures
from articles.images.shapes import same_ratio
from articles.listing.http_cache import with_versions
from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Event,
    RelatedLink,
    Rendition,
    Status,
    Verb,
)
from articles.public.structured_data import CROPS
from articles.public.videos import video_of

SOCIAL = ("social", "jpeg")
CONTENT_CHANGES = (Verb.UPDATED, Verb.EDITED, Verb.RESOLVED, Verb.PICTURE_CHANGED)
"""The events after which readers see another text or picture."""
_SHAPES = (*same_ratio("hero"), *CROPS, "social")


def article_versions(slug: str) -> list[tuple[Any, ...]]:
    """Return the versions of what a published article's page shows; [] if there is none.

    A row for each related link: its article counts only if it is published, because the page shows
    nothing of others.
    """
    is_live = Q(links__target__status=Status.PUBLISHED)
    rows = with_versions(
        Article.objects.published()
        .filter(slug=slug)
        .annotate(
            target=Case(When(is_live, then="links__target__pk")),
            target_version=Case(When(is_live, then="links__target__version")),
        )
        .order_by("links__position"),
        "links",
        "links__provider__name",
        "links__provider__edited_at",
        "target",
        "target_version",
    )
    return list(rows)


def with_detail_relations(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch all relations of the article page except renditions, in three queries."""
    changes = Event.objects.filter(article=OuterRef("pk"), verb__in=CONTENT_CHANGES)
    last = changes.order_by("-version").values("at")[:1]
    dated = articles.annotate(content_changed_at=Subquery(last))
    related = dated.select_related("provider__icon", "lead_image")
    return related.prefetch_related(_with_topics(), _with_links())


def detail_context(article: Article) -> dict[str, Any]:
    """Return the context of `public/article_detail.html`; read it with `with_detail_relations`."""
    load_pictures([article], [article.provider], shapes=_SHAPES)
    lead = article.lead_image
    return {
        "article": article,
        "topics": [row.topic for row in article.article_topics.all()],
        "alt": lead.alt_text if lead else "",
        "shared": _shared_picture(article),
        "video": video_of(article),
    }


def _shared_picture(article: Article) -> Rendition | None:
    """Return the picture that other sites show with a link to the article."""
    renditions = article.lead_image.renditions.all() if article.lead_image else ()
    return next((each for each in renditions if (each.name, each.format) == SOCIAL), None)


def _with_topics() -> "Prefetch[str]":
    topics = ArticleTopic.objects.select_related("topic").order_by("position")
    return Prefetch("article_topics", topics)


def _with_links() -> "Prefetch[str]":
    """Fetch related coverage in the seed's order, only the columns that the page shows."""
    links = RelatedLink.objects.select_related("provider", "target").order_by("position")
    return Prefetch(
        "links",
        links.only(
            "article",
            "title",
            "published_at",
            "web_url",
            "type",
            "provider__name",
            "target__slug",
            "target__status",
        ),
    )
