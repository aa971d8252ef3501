"""Server time of the public pages inside a process with Django set up.

fill COUNT    make articles as for staff pages, with pictures and related coverage
times RUNS    print, as JSON, milliseconds and queries of the plain list and of each page

A page's time is that of the whole WSGI application. "cached" is the second request for a page,
"304" a request with its ETag; the others are built each time.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from statistics import median
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, RelatedLink, Rendition, StoredImage

from . import pages, plain

_PICTURES = 500
"""The newest published articles that have a picture and related coverage."""
_SHAPES = ("icon", "list", "card", "wide", "hero", "social")


def fill(count: int) -> None:
    """Make articles; the newest published ones are as complete as those of real sites."""
    pages.fill(count)
    articles = list(Article.objects.listed(timezone.now()).newest_first()[:_PICTURES])
    images = StoredImage.objects.bulk_create(_images(len(articles)))
    Rendition.objects.bulk_create(
        Rendition(
            image=image, name=name, format=kind, width=640, height=360, byte_count=9_000,
            file=f"renditions/{image.pk}-{name}.{kind}",
        )
        for image in images
        for name in _SHAPES
        for kind in ("avif", "jpeg")
    )  # fmt: skip
    for article, image in zip(articles, images, strict=True):
        article.lead_image = image
    Article.objects.bulk_update(articles, ["lead_image"])
    RelatedLink.objects.bulk_create(
        RelatedLink(
            article=article,
            position=position,
            title=f"Report {position} about it",
            web_url=f"https://www.provider.example/{article.pk}/{position}",
            published_at=article.published_at - timedelta(hours=position),
            provider=article.provider,
        )
        for article in articles
        for position in range(9)
    )


def _images(number: int) -> list[StoredImage]:
    return [
        StoredImage(
            digest=f"{n:064}", file=f"images/{n}.jpg", format="JPEG", byte_count=100_000,
            width=1280, height=720, dhash=n, entropy=7, sketch="336699" * 12,
        )
        for n in range(number)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and whether the page is kept in memory beforehand."""

    address: str
    is_kept: bool = False
    has_copy: bool = False

    def ask(self, application: Callable[..., Any]) -> float:
        """Return the milliseconds that an answer takes."""
        etag = self.prepare(application)
        began = time.perf_counter()
        status, _ = _answer(application, self.address, etag)
        took = time.perf_counter() - began
        wanted = HTTPStatus.NOT_MODIFIED if self.has_copy else HTTPStatus.OK
        if status != wanted:
            raise SystemExit(f"{self.address} answered {status}")
        return took * 1000

    def queries(self, application: Callable[..., Any]) -> int:
        """Return the number of its queries, the second time."""
        self.ask(application)
        etag = self.prepare(application)
        with CaptureQueriesContext(connection) as captured:
            _answer(application, self.address, etag)
        return len(captured)

    def prepare(self, application: Callable[..., Any]) -> str:
        """Let the page be kept or not, and return the ETag to send, "" for none."""
        caches["pages"].clear()
        etag = _answer(application, self.address)[1]
        if not self.is_kept:
            caches["pages"].clear()
        return etag if self.has_copy else ""


def times(runs: int) -> dict[str, dict[str, float]]:
    """Return the median milliseconds and the number of queries of each page.

    They take turns, so that a machine that slows down slows all of them.
    """
    settings.ROOT_URLCONF = plain.__name__
    application = WSGIHandler()
    asked = {"plain list": Asked(plain.LIST)} | _pages()
    queries = {name: each.queries(application) for name, each in asked.items()}
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(runs):
        for name, each in asked.items():
            taken[name].append(each.ask(application))
    return {
        name: {"ms": round(median(each), 2), "queries": queries[name]}
        for name, each in taken.items()
    }


def _pages() -> dict[str, Asked]:
    article = Article.objects.listed(timezone.now()).newest_first().first()
    if article is None or article.provider is None:
        raise SystemExit("There is no published article. Run `fill` first.")
    lists = {
        "home page": "/",
        "topic page": "/topics/topic-3/",
        "provider page": f"/providers/{article.provider.domain}/",
        "article page": f"/news/{article.slug}/",
        "topics": "/topics/",
        "providers": "/providers/",
        "feed": "/feed.atom",
        "site JSON": "/api/news/index.json",
        "API": "/api/v1/articles",
    }
    found = {name: Asked(address) for name, address in lists.items()}
    for name in ("home page", "topic page", "article page", "feed", "site JSON", "API"):
        found[f"{name}, cached"] = Asked(lists[name], is_kept=True)
        found[f"{name}, 304"] = Asked(lists[name], is_kept=True, has_copy=True)
    return found


def _answer(application: Callable[..., Any], address: str, etag: str = "") -> tuple[int, str]:
    """Return the status and the ETag of an answer, whose body was read."""
    started: list[Any] = []
    headers = {"host": "localhost", "x-forwarded-proto": "https"}
    headers |= {"if-none-match": etag} if etag else {}
    environ = RequestFactory(headers=headers).get(address, secure=True).environ
    body = application(environ, lambda status, headers: started.extend((status, dict(headers))))
    b"".join(body)
    body.close()
    return int(started[0].partition(" ")[0]), started[1].get("ETag", "")


def main() -> None:
    match sys.argv[1:]:
        case ["fill", count]:
            fill(int(count))
        case ["times", runs]:
            print(json.dumps(times(int(runs))))


if __name__ == "__main__":
    main()
