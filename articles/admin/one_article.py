"""One article, with all that its pages show, and where its page is."""

from django.http import Http404
from django.urls import reverse

from articles.models import Article

from .nouns import number_in


def address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def find_article(object_id: str | int) -> Article:
    """Return an article with all that its page shows, or raise Http404."""
    articles = Article.objects.for_values().select_related("source", "provider")
    article = articles.filter(pk=number_in(str(object_id)) or 0).first()
    if article is None:
        raise Http404("There is no such article.")
    return article
