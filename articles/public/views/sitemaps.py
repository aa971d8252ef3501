"""Sitemaps: an index with its parts, and the news."""

from collections.abc import Callable, Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of
from articles.public import sitemaps
from articles.public.sitemap_xml import Page, sitemap_index_xml, sitemap_xml


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return _respond(request, sitemaps.index(timezone.now()), sitemap_index_xml)


@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    pages = sitemaps.part(kind, number, timezone.now())
    if not pages:
        raise Http404
    return _respond(request, pages, sitemap_xml)


@require_safe
def sitemap_news(request: HttpRequest) -> HttpResponse:
    return _respond(request, sitemaps.news(timezone.now()), sitemap_xml)


def _respond(
    request: HttpRequest, pages: Sequence[Page], write: Callable[[Iterable[Page]], str]
) -> HttpResponse:
    return respond(
        request,
        validators_of(pages),
        lambda: HttpResponse(write(pages), content_type="application/xml"),
    )
