"""The sites' own `news-sitemap.xml`: the articles that readers find only here."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from articles.export.site_articles import in_site_order, own_pages, site_articles, site_folder

LONGEST = 50_000
"""The most addresses that the protocol of sitemaps allows in a file."""
_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
"""
_URL = """  <url>
    <loc>{address}</loc>
    <lastmod>{time}</lastmod>
    <changefreq>hourly</changefreq>
    <priority>1</priority>
  </url>
"""
Entry = tuple[str, datetime]
"""An article's slug, and when its provider published it."""


def newest_own_pages(now: datetime) -> list[Entry]:
    """Return the entries of the sitemap at `now`, newest first, ties by path."""
    rows = own_pages(site_articles(now)).values_list(
        "pk", "slug", "name", "published_at", "seed_file__path", named=True
    )
    ordered = in_site_order(rows[:LONGEST].iterator(), site_folder(now))
    return [(row.slug, row.published_at) for row in ordered]


def news_sitemap(entries: Iterable[Entry]) -> str:
    """Return the sitemap of `newest_own_pages`."""
    return _HEAD + "".join(_url(slug, time) for slug, time in entries) + "</urlset>"


def _url(slug: str, published_at: datetime) -> str:
    address = f"{settings.NEWSDESK_SITE_URL}{reverse('public:article', args=[slug])}"
    return _URL.format(address=escape(address), time=published_at.isoformat(timespec="seconds"))
