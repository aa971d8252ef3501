"""What sitemaps list: an index, parts by kind of page, and the news of two days.

A part holds the rows whose primary keys lie in one range of 10,000. So a page never moves to
another part, and a part costs the same wherever it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.export.site_articles import own_pages
from articles.listing.directory import listed_providers, listed_topics
from articles.models import Article, Rendition
from articles.public.sitemap_xml import News, Page
from articles.templatetags.look import absolute

PART_SIZE = 10_000
NEWS_AGE = timedelta(hours=48)
MOST_NEWS = 1_000
"""Google reads no more, and no older ones:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
MONTHS_AGE = 3600
"""Seconds for which the list of months is kept: it looks at every published article."""
_SITE = ("public:home", "public:topics", "public:providers")


def index(now: datetime) -> list[Page]:
    """Return the parts that list something, and the news."""
    own = _by_part(own_pages(Article.objects.listed(now))).annotate(changed=Max("updated_at"))
    found = [Page(_part("articles", part), changed) for part, changed in own.order_by("part")]
    for kind, rows in (("topics", listed_topics()), ("providers", listed_providers())):
        found += [Page(_part(kind, part)) for (part,) in _by_part(rows).distinct().order_by("part")]
    news = absolute(reverse("public:sitemap_news"))
    return [Page(_part("pages", 1)), *found, Page(news)]


def part(kind: str, number: int, now: datetime) -> list[Page]:
    """Return the pages of a part, none if there is no such part."""
    return PARTS[kind](number, now)


def news(now: datetime) -> list[Page]:
    """Return the pages of our own that went live within two days, the last one first.

    Their picture is in the part of the article.
    """
    recent = Article.objects.listed(now).filter(went_live_at__gt=now - NEWS_AGE)
    rows = own_pages(recent).latest_first().values_list("slug", "went_live_at", "title")
    language = settings.NEWSDESK_LOCALE.partition("-")[0]
    name = settings.NEWSDESK_SITE_NAME
    return [
        Page(_address("public:article", slug), news=News(name, language, at, title))
        for slug, at, title in rows[:MOST_NEWS]
        if at
    ]


def _site_pages(number: int, now: datetime) -> list[Page]:
    """Return the home page, the lists and the months."""
    if number > 1:
        return []
    months = caches["pages"].get_or_set("sitemap-months", lambda: _months(now), MONTHS_AGE)
    routes = [reverse(name) for name in _SITE]
    routes += [reverse("public:month", args=[each.year, each.month]) for each in months or ()]
    return [Page(absolute(route)) for route in routes]


def _months(now: datetime) -> list[datetime]:
    return list(Article.objects.listed(now).datetimes("published_at", "month"))


def _articles(number: int, now: datetime) -> list[Page]:
    picture = Rendition.objects.filter(
        image=OuterRef("lead_image"), name="social", format="jpeg", reason=""
    )
    articles = own_pages(_in_part(Article.objects.listed(now), number)).order_by("pk")
    pictures = articles.annotate(picture=Subquery(picture.values("file")[:1]))
    return [
        Page(_address("public:article", slug), changed_at, _file_address(file))
        for slug, changed_at, file in pictures.values_list("slug", "updated_at", "picture")
    ]


def _topics(number: int, _now: datetime) -> list[Page]:
    slugs = _in_part(listed_topics(), number).order_by("pk").values_list("slug", flat=True)
    return [Page(_address("public:topic", slug)) for slug in slugs]


def _providers(number: int, _now: datetime) -> list[Page]:
    rows = _in_part(listed_providers(), number).order_by("pk").values_list("domain", flat=True)
    return [Page(_address("public:provider", domain)) for domain in rows]


PARTS: dict[str, Callable[[int, datetime], list[Page]]] = {
    "pages": _site_pages,
    "articles": _articles,
    "topics": _topics,
    "providers": _providers,
}
"""By the name in the address."""


def _by_part(rows: QuerySet[Any]) -> Any:
    numbered = rows.order_by().annotate(part=(F("pk") - 1) / PART_SIZE + 1)
    return numbered.values_list("part")


def _in_part(rows: QuerySet[Any], number: int) -> Any:
    return rows.filter(pk__gt=(number - 1) * PART_SIZE, pk__lte=number * PART_SIZE)


def _part(kind: str, number: int) -> str:
    return absolute(reverse("public:sitemap_part", args=[kind, number]))


def _address(route: str, key: str) -> str:
    return absolute(reverse(route, args=[key]))


def _file_address(file: str | None) -> str:
    return iri_to_uri(absolute(default_storage.url(file))) if file else ""
