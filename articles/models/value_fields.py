"""An article's content as plain values: the shape that merge, history and export compare.

The fields are those of `articles.seeds.fields`, where a new one is declared first.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from articles.models.article import Article
from articles.models.provider import Provider
from articles.models.related_link import RelatedLink
from articles.seeds.fields import ARTICLE, RELATED
from articles.seeds.records import time_value

_TEXT_KINDS = {"text", "markup", "address"}
TEXT_FIELDS = (*(field.value for field in ARTICLE if field.kind in _TEXT_KINDS), "body")
COLUMN_FIELDS = (*TEXT_FIELDS, "published_at", "quality", "heat", "provider")
LIST_FIELDS = ("topics", "images", "related")
ROW_FIELDS = ("topics", "related")
"""The fields that are rows of other tables."""
VALUE_FIELDS = (*COLUMN_FIELDS, *LIST_FIELDS)
LINK_TEXT_FIELDS = tuple(field.value for field in RELATED if field.kind in _TEXT_KINDS)


def empty_values() -> dict[str, Any]:
    """Return the value fields of an article without content."""
    return {
        **dict.fromkeys(VALUE_FIELDS),
        **dict.fromkeys((*TEXT_FIELDS, "provider"), ""),
        **{name: [] for name in LIST_FIELDS},
    }


def article_values(article: Article, rows: Collection[str] = ROW_FIELDS) -> dict[str, Any]:
    """Return all value fields of an article fetched with `for_values(rows)`.

    Of the `ROW_FIELDS`, those not in `rows` are empty lists.
    """
    values: dict[str, Any] = {name: getattr(article, name) for name in TEXT_FIELDS}
    values["published_at"] = time_value(article.published_at)
    values["quality"] = article.quality
    values["heat"] = article.heat
    values["provider"] = _domain(article.provider)
    values["images"] = article.images
    values |= {name: _READ_ROWS[name](article) if name in rows else [] for name in ROW_FIELDS}
    return values


def topic_names(article: Article) -> list[str]:
    """Return the topics of an article as the value field `topics`."""
    return [row.topic.name for row in article.article_topics.all()]


def link_values(link: RelatedLink) -> dict[str, Any]:
    """Return a related link as an item of the value field `related`."""
    values: dict[str, Any] = {name: getattr(link, name) for name in LINK_TEXT_FIELDS}
    values["published_at"] = link.published_at and time_value(link.published_at)
    values["provider"] = _domain(link.provider)
    values["quality"] = link.quality
    values["images"] = link.images
    return values


def parse_time(value: str) -> datetime:
    """Parse a time written by `seeds.records.time_value`."""
    return datetime.fromisoformat(value)


def _domain(provider: Provider | None) -> str:
    return provider.domain if provider else ""


_READ_ROWS: dict[str, Callable[[Article], list[Any]]] = {
    "topics": topic_names,
    "related": lambda article: [link_values(link) for link in article.links.all()],
}
