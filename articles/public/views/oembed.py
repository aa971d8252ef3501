"""The oEmbed provider: how other sites show a link to an article (https://oembed.com)."""

from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of
from articles.models import Article
from articles.public.detail import article_versions, detail_context, with_detail_relations
from articles.public.feeds.entries import clean_text
from articles.public.videos import Video
from articles.templatetags.look import absolute

FORMATS = ("json", "xml")
SMALLEST_PLAYER = 200
"""Pixels of width and height that a player needs; with less room the answer is a link."""
LARGEST = 1280
"""The width of an embedded video if the other site sets no limit, in pixels."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the published article at `url`; 404 for any other address."""
    kind = request.GET.get("format", "json")
    if kind not in FORMATS:
        return HttpResponse(status=HTTPStatus.NOT_IMPLEMENTED)
    slug = _slug_in(request.GET.get("url", ""))
    limits = _limit(request, "maxwidth"), _limit(request, "maxheight")
    versions = article_versions(slug)
    if not versions:
        raise Http404

    def build() -> HttpResponse:
        articles = with_detail_relations(Article.objects.published())
        values = _embed(get_object_or_404(articles, slug=slug), *limits)
        return JsonResponse(values) if kind == "json" else _xml(values)

    return respond(request, validators_of(versions), build)


def _slug_in(address: str) -> str:
    """Return the slug in the full address of an article's page, or raise Http404."""
    try:
        parts, site = urlsplit(address), urlsplit(settings.NEWSDESK_SITE_URL)
        match = resolve(unquote(parts.path)) if parts.netloc == site.netloc else None
    except (ValueError, Resolver404) as error:
        raise Http404 from error
    if not isinstance(match, ResolverMatch) or match.view_name != "public:article":
        raise Http404
    return str(match.kwargs["slug"])


def _limit(request: HttpRequest, name: str) -> int:
    """Return a size in pixels; one that is absent or no positive number sets no limit."""
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 6  # noqa: PLR2004 digits
    return (int(text) if is_number else 0) or LARGEST


def _embed(article: Article, width: int, height: int) -> dict[str, Any]:
    context = detail_context(article)
    values = {
        "version": "1.0",
        "type": "link",
        "title": article.title,
        "provider_name": settings.NEWSDESK_SITE_NAME,
        "provider_url": absolute(reverse("public:home")),
        "cache_age": 3600,
    }
    if article.provider:
        path = reverse("public:provider", args=[article.provider.domain])
        values |= {"author_name": article.provider.name, "author_url": absolute(path)}
    shared = context["shared"]
    if shared and shared.width <= width and shared.height <= height:
        values |= {
            "thumbnail_url": absolute(shared.file.url),
            "thumbnail_width": shared.width,
            "thumbnail_height": shared.height,
        }
    video: Video | None = context["video"]
    has_room = min(width, height) >= SMALLEST_PLAYER
    return values | (_player(video, width, height) if has_room and video and video.player else {})


def _player(video: Video, width: int, height: int) -> dict[str, Any]:
    """Return the largest player of 16:9 within the limits."""
    width = min(width, LARGEST, height * 16 // 9)
    height = width * 9 // 16
    html = format_html(
        '<iframe src="{}" width="{}" height="{}" allowfullscreen></iframe>',
        video.player,
        width,
        height,
    )
    return {"type": "video", "html": html, "width": width, "height": height}


def _xml(values: dict[str, Any]) -> HttpResponse:
    root = Element("oembed")
    for name, value in values.items():
        SubElement(root, name).text = clean_text(str(value))
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(content, content_type="text/xml; charset=utf-8")
