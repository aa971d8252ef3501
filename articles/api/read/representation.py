"""Articles, topics and providers as JSON: only selected fields, and only their columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from articles.api.parameters import absolute
from articles.images.page_pictures import LEAD_SHAPES, load_pictures
from articles.listing.results import in_order
from articles.models import Article, ArticleTopic, Provider, StoredImage, Topic
from articles.templatetags.text import markdown, web_address

SHAPES = (*LEAD_SHAPES, "social")


@dataclass(frozen=True, slots=True)
class ArticleField:
    """A field: how it is made, and the columns and relations that it needs."""

    value: Callable[[Article], Any]
    columns: tuple[str, ...]
    relation: str = ""
    rows: "Prefetch[str] | None" = None


_TOPICS = Prefetch(
    "article_topics", ArticleTopic.objects.select_related("topic").order_by("position")
)
ARTICLE_FIELDS = {
    "id": ArticleField(lambda article: article.pk, ()),
    "slug": ArticleField(lambda article: article.slug, ("slug",)),
    "url": ArticleField(
        lambda article: absolute(reverse("public:article", args=[article.slug])), ("slug",)
    ),
    "source_url": ArticleField(
        lambda article: web_address(article.address) or None, ("web_url", "original_url")
    ),
    "title": ArticleField(lambda article: article.title, ("title",)),
    "excerpt": ArticleField(lambda article: article.public_excerpt, ("excerpt",)),
    "type": ArticleField(lambda article: article.type, ("type",)),
    "published_at": ArticleField(lambda article: article.published_at, ("published_at",)),
    "went_live_at": ArticleField(lambda article: article.went_live_at, ("went_live_at",)),
    "provider": ArticleField(
        lambda article: provider_name(article.provider),
        ("provider__domain", "provider__name"),
        relation="provider",
    ),
    "topics": ArticleField(
        lambda article: [topic_name(row.topic) for row in article.article_topics.all()],
        (),
        rows=_TOPICS,
    ),
    "picture": ArticleField(
        lambda article: picture(article.lead_image),
        ("lead_image__alt_text", "lead_image__credit"),
        relation="lead_image",
    ),
    "body_html": ArticleField(lambda article: str(markdown(article.body)), ("body",)),
}
UNUSUAL = ("body_html",)
"""Fields that are returned only if they are selected."""


def represent_articles(keys: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Return these fields of the articles with these keys, in their order, by key.

    Raise KeyError for a name that is no field.
    """
    fields = {name: ARTICLE_FIELDS[name] for name in names}
    relations = {field.relation for field in fields.values() if field.relation}
    rows = Article.objects.prefetch_related(
        *(field.rows for field in fields.values() if field.rows)
    )
    if relations:
        rows = rows.select_related(*relations)
    columns = {column for field in fields.values() for column in field.columns}
    articles = in_order(rows.only("pk", *columns), keys)
    if "picture" in fields:
        load_pictures(articles, shapes=SHAPES)
    return {
        each.pk: {name: field.value(each) for name, field in fields.items()} for each in articles
    }


def topic_fields(topic: Topic, names: Sequence[str]) -> dict[str, Any]:
    """Return these fields of a topic that was read with its parent."""
    values = {
        "id": topic.pk,
        **topic_name(topic),
        "url": absolute(reverse("public:topic", args=[topic.slug])),
        "parent": topic_name(topic.parent) if topic.parent else None,
    }
    return {name: values[name] for name in names}


def provider_fields(provider: Provider, names: Sequence[str]) -> dict[str, Any]:
    """Return these fields of a provider whose icon was loaded."""
    values = {
        "id": provider.pk,
        "domain": provider.domain,
        "name": provider.name,
        "url": absolute(reverse("public:provider", args=[provider.domain])),
        "description": provider.description,
        "icon": picture(provider.icon),
    }
    return {name: values[name] for name in names}


def topic_name(topic: Topic) -> dict[str, str]:
    return {"slug": topic.slug, "name": topic.name}


def provider_name(provider: Provider | None) -> dict[str, str] | None:
    return {"domain": provider.domain, "name": provider.name} if provider else None


def picture(image: StoredImage | None) -> dict[str, Any] | None:
    """Return a picture whose renditions were loaded, or None if it has none yet."""
    files = [
        {
            "url": absolute(each.file.url),
            "media_type": f"image/{each.format}",
            "width": each.width,
            "height": each.height,
        }
        for each in (image.renditions.all() if image else ())
    ]
    return (
        {"alt": image.alt_text, "credit": image.credit, "files": files} if image and files else None
    )
