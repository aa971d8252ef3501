"""The table of all routes that readers and programs reach: the addresses to request of each.

`test_canary.py` requests them before and after hidden articles are stored. A new public route
needs a row in ROWS; it lists addresses with every parameter that the route reads, such as filters,
orders, pages and formats. Use the names in tests/public/hidden.py: "harbours", "tidewire.example"
and "shown" are visible; "bait..." is hidden.
"""

from collections.abc import Iterator
from typing import Any

from newsdesk import urls
from tests.api.routes import API_ROWS
from tests.public.hidden import CANARY

STAFF = ("admin/", "desk/")
"""What needs a login: tests/admin/routes.py has these routes."""

LISTS = ("", "?before=2031-05-04T12:00:00.000000Z_99", "?p=2")
FEEDS = ("feed.atom", "feed.rss", "feed.json")
FILTERS = {
    "q": ("heron", "visible", f"{CANARY}-title"),
    "topic": ("harbours", "bait", f"{CANARY}-topic"),
    "provider": ("tidewire.example", "bait.example", f"{CANARY}-provider"),
    "type": ("video",),
    "day_from": ("2031-05-01", "2031-05-02"),
    "day_to": ("2031-05-01", "2031-05-04"),
}
"""Values of each filter of readers: what they find must not depend on hidden articles."""
SEARCHES = tuple(f"{name}={value}" for name, values in FILTERS.items() for value in values)
ROWS: dict[str, tuple[str, ...]] = {
    "healthz": (),  # says nothing about articles
    "media/<path:path>": ("/media/renditions/bait.jpg", "/media/images/bait.jpg"),
    **API_ROWS,
    "": tuple(f"/{query}" for query in LISTS),
    "feeds/": ("/feeds/",),
    "feed.<feed_kind:kind>": tuple(f"/{feed}" for feed in FEEDS),
    "search/": (
        "/search/",
        *(f"/search/?{query}" for query in SEARCHES),
        *(f"/search/?q={query}" for query in ("heron", "heron&order=newest", "heron&p=2", "-x")),
        "/search/?q=herron",
        "/search/?q=Xq7canari",
    ),
    "search/feed.<feed_kind:kind>": tuple(
        [f"/search/feed.json?{query}" for query in SEARCHES] + [f"/search/{f}" for f in FEEDS]
    ),
    "topics/<seed_slug:slug>/feed.<feed_kind:kind>": (
        *(f"/topics/harbours/{feed}" for feed in FEEDS),
        "/topics/bait/feed.atom",
    ),
    "providers/<seed_domain:domain>/feed.<feed_kind:kind>": (
        *(f"/providers/tidewire.example/{feed}" for feed in FEEDS),
        "/providers/bait.example/feed.atom",
    ),
    "api/news/index.json": ("/api/news/index.json",),
    "api/news/page/<page_number:number>/index.json": (
        "/api/news/page/1/index.json",
        "/api/news/page/2/index.json",
    ),
    "api/news/<slug:slug>/index.json": (
        "/api/news/harbours/index.json",
        "/api/news/bait/index.json",
    ),
    "api/news/<slug:slug>/page/<page_number:number>/index.json": (
        "/api/news/harbours/page/1/index.json",
        "/api/news/harbours/page/2/index.json",
        "/api/news/bait/page/1/index.json",
    ),
    "sitemap.xml": ("/sitemap.xml",),
    "sitemaps/news.xml": ("/sitemaps/news.xml",),
    "sitemaps/<sitemap_kind:kind>-<page_number:number>.xml": tuple(
        f"/sitemaps/{kind}-{number}.xml"
        for kind in ("pages", "articles", "topics", "providers")
        for number in (1, 2)
    ),
    "robots.txt": ("/robots.txt",),
    "llms.txt": ("/llms.txt",),
    ".well-known/security.txt": ("/.well-known/security.txt",),
    "news-sitemap.xml": ("/news-sitemap.xml",),
    "news/<seed_slug:slug>/": ("/news/shown/", "/news/missing/"),
    "stories/<seed_slug:slug>/": ("/stories/shown/", "/stories/missing/"),
    "<year:year>/<two_digits:month>/": ("/2031/05/", "/2031/04/", "/2031/06/"),
    "<year:year>/<two_digits:month>/<two_digits:day>/": (
        *(f"/2031/05/04/{query}" for query in LISTS),
        "/2031/05/03/",
        "/2031/05/05/",
    ),
    "oembed": tuple(
        f"/oembed?url=http%3A//127.0.0.1%3A8000/news/{slug}/{more}"
        for slug in ("shown", "missing", "bait-published")
        for more in ("", "&format=xml", "&maxwidth=300", "&maxheight=200")
    ),
    "topics/": ("/topics/", "/topics/?p=2"),
    "topics/<seed_slug:slug>/": (
        *(f"/topics/harbours/{query}" for query in LISTS),
        "/topics/bait/",
    ),
    "providers/": ("/providers/", "/providers/?p=2"),
    "providers/<seed_domain:domain>/": (
        *(f"/providers/tidewire.example/{query}" for query in LISTS),
        "/providers/bait.example/",
    ),
}


def public_routes(patterns: Any = urls.urlpatterns, before: str = "") -> Iterator[str]:
    """Yield the routes of the URL configuration that need no login, as patterns."""
    for pattern in patterns:
        text = before + str(pattern.pattern)
        if text in STAFF:
            continue
        if hasattr(pattern, "url_patterns"):
            yield from public_routes(pattern.url_patterns, text)
        else:
            yield text
