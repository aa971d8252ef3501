"""What an article's page shows: the same for readers and for the staff preview."""

from typing import Any

from django.db.models import Prefetch

from articles.models import Article, ArticleQuerySet, ArticleTopic, RelatedLink
from articles.public.pictures import Pictures
from articles.public.videos import video_of


def with_detail_relations(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch all relations of the article page except its pictures, in three queries."""
    return articles.select_related("provider").prefetch_related(_with_topics(), _with_links())


def detail_context(article: Article) -> dict[str, Any]:
    """Return the context of `public/article_detail.html`; read it with `with_detail_relations`."""
    pictures = Pictures.of([article], [article.provider])
    return {
        "article": article,
        "topics": [row.topic for row in article.article_topics.all()],
        "picture": pictures.of_article(article),
        "logo": pictures.logo(article.provider),
        "video": video_of(article),
    }


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
