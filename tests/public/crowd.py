"""Many published articles at once, each with a provider, topics and a picture."""

import re
from datetime import timedelta

from articles.models import Article, ArticleTopic, Image, Provider, Topic
from tests.factories import NOON, source


def publish_many(number: int, *, topics: list[Topic], providers: list[Provider]) -> list[Article]:
    """Store `number` published articles an hour apart, the first the newest; without events."""
    articles = Article.objects.bulk_create(
        Article(
            source=source(),
            name=f"n{n}",
            slug=f"report-{n}",
            title=f"Report {n}",
            excerpt="A line or two. " * 5,
            published_at=NOON - timedelta(hours=n),
            web_url=f"https://tidewire.example/{n}",
            status="published",
            went_live_at=NOON,
            provider=providers[n % len(providers)],
            title_time_hash=n,
        )
        for n in range(number)
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topic, position=position)
        for article in articles
        for position, topic in enumerate(topics)
    )
    Image.objects.bulk_create(
        Image(article=article, url="../a.png", file="images/a.png", width=1200, height=630)
        for article in articles
    )
    return articles


def titles(page: str) -> list[str]:
    """Return the titles of a public list, in order."""
    return re.findall(r'class="item-title"><a href="[^"]+">([^<]+)</a>', page)
