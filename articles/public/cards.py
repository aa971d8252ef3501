"""What a list shows of its articles: plain values, so that a page of thirty is made quickly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from articles.models import Article, ArticleQuerySet, ArticleTopic, Provider, Topic
from articles.public.pictures import Picture, Pictures

LONGEST_EXCERPT = 320
"""Characters: more than the lines that a card has room for on the widest page."""

# Of a hundred kilobytes of body, a list needs nothing.
_COLUMNS = (
    "slug",
    "title",
    "excerpt",
    "published_at",
    "type",
    "provider__domain",
    "provider__name",
)


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list, with its provider's logo and the name of a topic ("" without)."""

    slug: str
    title: str
    excerpt: str
    published_at: datetime
    type: str
    provider: Provider | None
    picture: Picture | None
    logo: Picture | None
    topic: str

    @property
    def day(self) -> date:
        """The day in UTC, as file names have it."""
        return self.published_at.date()

    @property
    def clock(self) -> str:
        return f"{self.published_at:%H:%M}"

    @property
    def when(self) -> str:
        return f"{self.published_at:%-d %b %Y, %H:%M}"

    @property
    def tint(self) -> int:
        """One of the placeholder's six tints, the same for all that a provider publishes."""
        return self.provider.pk % 6 if self.provider else 0


def on_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch the columns that cards show, the provider's too."""
    return articles.select_related("provider").only(*_COLUMNS)


def cards(
    articles: Sequence[Article], pictures: Pictures, *, besides: Topic | None = None
) -> list[Card]:
    """Return cards for articles from `on_cards`, in one more query, for the topics.

    A card names the topic below the root, which says more than the root that most items share;
    never the one that the whole list is about (`besides`).
    """
    topics = _topics(articles, besides)
    return [
        Card(
            slug=article.slug,
            title=article.title,
            excerpt=_shortened(article.excerpt),
            published_at=article.published_at,
            type=article.type,
            provider=article.provider,
            picture=pictures.of_article(article),
            logo=pictures.logo(article.provider),
            topic=topics.get(article.pk, ""),
        )
        for article in articles
    ]


def _topics(articles: Iterable[Article], besides: Topic | None) -> dict[int, str]:
    """The names of the topics to show, by the articles' primary keys."""
    rows = ArticleTopic.objects.filter(article__in=[article.pk for article in articles])
    if besides:
        rows = rows.exclude(topic=besides)
    names: dict[int, str] = {}
    for pk, position, name in rows.order_by("position").values_list(
        "article_id", "position", "topic__name"
    ):
        if position <= 1 or pk not in names:
            names[pk] = name
    return names


def _shortened(excerpt: str) -> str:
    if len(excerpt) <= LONGEST_EXCERPT:
        return excerpt
    return f"{excerpt[:LONGEST_EXCERPT].rpartition(' ')[0]}…"
