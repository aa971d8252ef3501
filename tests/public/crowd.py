"""Many published articles at once, each with a provider, topics and a picture."""

import re
from datetime import timedelta

from articles.models import Article, ArticleTopic, Provider, Topic
from tests.factories import NOON, source, stored_images


def publish_many(number: int, *, topics: list[Topic], providers: list[Provider]) -> list[Article]:
    """Store `number` published articles an hour apart, the first the newest; without events.

    Each has its own leading picture with the renditions of lists, and the providers have icons.
    """
    leads = stored_images(number)
    for each, icon in zip(providers, stored_images(len(providers)), strict=True):
        each.icon = icon
        each.save()
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
            lead_image=leads[n],
        )
        for n in range(number)
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topic, position=position)
        for article in articles
        for position, topic in enumerate(topics)
    )
    return articles


def titles(page: str) -> list[str]:
    """Return the titles of a public list, in order."""
    return re.findall(r'class="item-title"><a href="[^"]+">([^<]+)</a>', page)
