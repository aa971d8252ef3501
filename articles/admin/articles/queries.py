"""One article, with all that its pages show, and where its page is."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.urls import reverse

from articles.desk.access import parse_id
from articles.models import Article, ArticleTopic, Conflict, Image, RelatedLink


def address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def find_article(object_id: str | int) -> Any:
    """Return an article with all that its page shows, or raise Http404.

    In four queries, whatever it has: the values of `article_values`, the targets of its links,
    and as `has_conflict` whether a conflict is open.
    """
    unsettled = Conflict.objects.unsettled().filter(article=OuterRef("pk"))
    articles = (
        Article.objects.select_related("source", "provider", "assigned_to")
        .prefetch_related(
            Prefetch("article_topics", ArticleTopic.objects.select_related("topic")),
            Prefetch("links", RelatedLink.objects.select_related("provider", "target")),
        )
        .annotate(has_conflict=Exists(unsettled))
    )
    article = articles.filter(pk=parse_id(str(object_id)) or 0).first()
    if article is None:
        raise Http404("There is no such article.")
    _fetch_images(article)
    return article


def _fetch_images(article: Article) -> None:
    """Fetch the pictures of an article and of all its links at once, as prefetching keeps them."""
    links: list[Any] = list(article.links.all())
    images = Image.objects.filter(Q(article=article) | Q(link__in=[link.pk for link in links]))
    of_links: dict[int | None, list[Image]] = {link.pk: [] for link in links}
    for image in images:
        of_links.setdefault(image.link_id, []).append(image)
    for link in links:
        _keep(link, of_links[link.pk])
    _keep(article, of_links.get(None, []))


def _keep(owner: Any, images: list[Image]) -> None:
    kept = owner.images.all()
    kept._result_cache = images  # noqa: SLF001 prefetching would ask once for each owner
    owner.__dict__.setdefault("_prefetched_objects_cache", {})["images"] = kept
