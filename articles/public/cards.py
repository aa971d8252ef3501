"""What a list shows of an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from articles.models import Article, ArticleQuerySet, ArticleTopic, Topic

from .pictures import Picture, Pictures

# Of a hundred kilobytes of body, a list needs nothing.
_COLUMNS = ("slug", "title", "excerpt", "published_at", "type", "provider__domain",
            "provider__name")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """An article with its picture, its provider's logo and the topic to show beside it."""

    article: Article
    picture: Picture | None
    logo: Picture | None
    topic: Topic | None

    @property
    def tint(self) -> int:
        """One of the placeholder's six tints, the same for all that a provider publishes."""
        return (self.article.provider_id or 0) % 6


def on_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch what cards show, in two queries: the articles with providers, and the topics."""
    return articles.select_related("provider").only(*_COLUMNS).prefetch_related(with_topics())


def with_topics() -> "Prefetch[str]":
    """Fetch the topics of articles in their order, in one query."""
    topics = ArticleTopic.objects.select_related("topic").order_by("position")
    return Prefetch("article_topics", topics)


def cards(articles: Sequence[Article], *, besides: Topic | None = None) -> list[Card]:
    """Return cards for articles from `on_cards`, in one more query for all their pictures.

    The topic is the one below the root, which says more than the root that most items share;
    never the one that the whole list is about (`besides`).
    """
    pictures = Pictures.of(articles, [article.provider for article in articles])
    return [
        Card(
            article=article,
            picture=pictures.of_article(article),
            logo=pictures.logo(article.provider),
            topic=_topic(article, besides),
        )
        for article in articles
    ]


def _topic(article: Article, besides: Topic | None) -> Topic | None:
    topics = [row.topic for row in article.article_topics.all()]
    others = [topic for topic in topics[1:] + topics[:1] if topic != besides]
    return others[0] if others else None
