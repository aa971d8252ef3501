"""Articles as cards of a public list: plain values that templates render quickly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from articles.images.page_pictures import LEAD_COLUMNS
from articles.models import Article, ArticleQuerySet, ArticleTopic, Provider, StoredImage, Topic
from articles.workflow.times import format_time

LONGEST_EXCERPT = 320
"""Characters: more than the lines that a card has room for on the widest page."""

# Lists must not load bodies.
_COLUMNS = (
    "slug",
    "title",
    "excerpt",
    "published_at",
    "type",
    "provider__domain",
    "provider__name",
    *LEAD_COLUMNS,
    "provider__icon__id",
)


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list, with its leading picture and the name of a topic ("" without).

    `coverage` are the articles that the home page lists with it.
    """

    slug: str
    title: str
    excerpt: str
    published_at: datetime
    type: str
    provider: Provider | None
    picture: StoredImage | None
    topic: str
    coverage: tuple["Card", ...] = ()

    def with_coverage(self, coverage: Iterable["Card"]) -> "Card":
        return replace(self, coverage=tuple(coverage))

    @property
    def day(self) -> date:
        return timezone.localdate(self.published_at)

    @property
    def clock(self) -> str:
        return f"{timezone.localtime(self.published_at):%H:%M}"

    @property
    def when(self) -> str:
        return format_time(self.published_at)


def on_cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch only the columns that cards show, including the provider's and the picture's."""
    return articles.select_related("provider__icon", "lead_image").only(*_COLUMNS)


def listed_on_cards(pks: Sequence[int], now: datetime) -> list[Article]:
    """Return the articles of a page in their order, for cards, without those withdrawn since."""
    found = on_cards(Article.objects.listed(now)).in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def cards(articles: Sequence[Article], *, except_topic: Topic | None = None) -> list[Card]:
    """Return cards for articles from `on_cards`, with one more query for the topics.

    A card names the second topic, because most articles share the root topic, and never the
    topic of the list itself (`except_topic`).
    """
    topics = _topics(articles, except_topic)
    return [
        Card(
            slug=article.slug,
            title=article.title,
            excerpt=_shortened(article.public_excerpt),
            published_at=article.published_at,
            type=article.type,
            provider=article.provider,
            picture=article.lead_image,
            topic=topics.get(article.pk, ""),
        )
        for article in articles
    ]


def _topics(articles: Iterable[Article], except_topic: Topic | None) -> dict[int, str]:
    """Return the name of the topic to show for each article's primary key."""
    rows = ArticleTopic.objects.filter(article__in=[article.pk for article in articles])
    if except_topic:
        rows = rows.exclude(topic=except_topic)
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
    end = excerpt.rfind(" ", LONGEST_EXCERPT // 2, LONGEST_EXCERPT)
    return f"{excerpt[: end if end > 0 else LONGEST_EXCERPT]}…"
