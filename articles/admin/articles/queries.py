"""One article with all that its staff pages show, its address, and who may edit it."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, QueryDict
from django.urls import reverse

from articles.models import Article, Conflict, RelatedLink, Status, User


def change_url(article: Article, query: QueryDict | None = None) -> str:
    """Return the address of an article's page, with the query that its page has now."""
    address = reverse("admin:articles_article_change", args=[article.pk])
    return f"{address}?{query.urlencode()}" if query else address


def get_article(pk: int) -> Any:
    """Return an article with all that its page shows. Raise Http404.

    `has_conflict` says whether a conflict about it is open. The number of queries is fixed.
    """
    links = RelatedLink.objects.select_related("provider", "target")
    open_conflicts = Conflict.objects.unresolved().filter(article=OuterRef("pk"))
    articles = (
        Article.objects.select_related("source", "provider", "assigned_to", "lead_image")
        .prefetch_related("article_topics__topic", Prefetch("links", links))
        .annotate(has_conflict=Exists(open_conflicts))
    )
    article = articles.filter(pk=pk).first()
    if article is None:
        raise Http404("There is no such article.")
    return article


def can_edit(user: User, article: Article) -> bool:
    """Return whether the user may edit the article; after a draft it takes the right to publish."""
    right = "change_article" if article.status == Status.DRAFT else "publish_article"
    return user.has_perm(f"articles.{right}")
