"""Small files at fixed addresses that programs look for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.directory import listed_topics
from articles.listing.http_cache import respond, validators_of
from articles.public.feeds.entries import clean_text
from articles.templatetags.look import absolute

_SITEMAPS = ("public:sitemap", "public:site_sitemap", "public:sitemap_news")
_NOT_FOR_ROBOTS = ("admin:index", "desk:queue", "public:search")
_SECURITY_EXPIRES = timedelta(days=180)
"""RFC 9116 recommends less than a year."""
_MOST_TOPICS = 18
_FEEDS = (("Atom", "atom"), ("RSS 2.0", "rss"), ("JSON Feed", "json"))
_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *"]
    lines += [f"Disallow: {reverse(name)}" for name in _NOT_FOR_ROBOTS]
    lines += ["", *(f"Sitemap: {absolute(reverse(name))}" for name in _SITEMAPS)]
    return _text(request, lines)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability (RFC 9116)."""
    if not settings.NEWSDESK_SECURITY_CONTACTS:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in settings.NEWSDESK_SECURITY_CONTACTS]
    lines += [
        f"Expires: {(today + _SECURITY_EXPIRES).isoformat()}",
        f"Canonical: {absolute(reverse('public:security'))}",
    ]
    return _text(request, lines)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Say what language models find here (https://llmstxt.org)."""
    name = settings.NEWSDESK_SITE_NAME
    topics = listed_topics().values_list("name", "slug")[:_MOST_TOPICS]
    lines = [
        f"# {_markdown(name)}",
        "",
        "> Curated news: titles and excerpts of articles, with their providers and links to them.",
        "",
        "## Topics",
        "",
        *(_link(topic, "public:topic", slug) for topic, slug in topics),
        _link("All topics", "public:topics"),
        _link("All providers", "public:providers"),
        "",
        "## Feeds",
        "",
        *(_link(kind, "public:feed", end) for kind, end in _FEEDS),
        _link("Feeds of topics, providers and searches", "public:feeds"),
        "",
        "## API",
        "",
        _link("Description of the JSON API (OpenAPI)", "api:openapi-json"),
        _link("The newest articles as JSON", "public:site_page"),
        _link("Sitemap", "public:sitemap"),
    ]
    return _text(request, lines)


def _link(title: str, route: str, *args: str) -> str:
    return f"- [{_markdown(title)}]({absolute(reverse(route, args=args))})"


def _markdown(text: str) -> str:
    """Return text in one line, without a meaning in Markdown."""
    return " ".join(clean_text(text).split()).translate(_MARKDOWN)


def _text(request: HttpRequest, lines: list[str]) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    return respond(
        request,
        validators_of([text]),
        lambda: HttpResponse(text, content_type="text/plain; charset=utf-8"),
    )
