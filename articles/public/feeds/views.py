"""The addresses of feeds: that of the page, followed by `feed.atom`, `feed.rss` or `feed.json`."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.directory import find_published, published_providers, published_topics
from articles.listing.http_cache import respond, validators_of
from articles.listing.public_filters import PublicArticleFilter
from articles.models import Article, ArticleQuerySet, ArticleTopic
from articles.public.feeds.entries import FeedInfo, fill_feed, newest_rows
from articles.public.feeds.formats import FORMATS
from articles.templatetags.look import absolute

MANY = 20_000
"""Of a topic with more articles not all are read and sorted: the newest articles are looked
through for it, which would take long for a topic that few have."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show which feeds there are."""
    path = reverse("public:feeds")
    return respond(
        request,
        validators_of([]),
        lambda: render(request, "public/feeds/overview.html", {"path": path}),
    )


@require_safe
def latest(request: HttpRequest, kind: str) -> HttpResponse:
    name = settings.NEWSDESK_SITE_NAME
    info = FeedInfo(
        title=name,
        description=f"The latest news on {name}",
        page=reverse("public:home"),
        address=request.path,
        key="latest",
        hub=settings.NEWSDESK_WEBSUB_HUB,
    )
    return _respond(request, kind, info, Article.objects.all())


@require_safe
def topic(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    has_many = Exists(ArticleTopic.objects.filter(topic=OuterRef("pk"))[MANY:])
    found = _find(published_topics().annotate(has_many=has_many), slug=slug)
    if found.slug != slug:
        return redirect("public:topic_feed", found.slug, kind)
    info = FeedInfo(
        title=f"{found.name} · {settings.NEWSDESK_SITE_NAME}",
        description=f"News about {found.name} on {settings.NEWSDESK_SITE_NAME}",
        page=reverse("public:topic", args=[slug]),
        address=request.path,
        key=f"topic:{slug}",
        hub=settings.NEWSDESK_WEBSUB_HUB,
    )
    own = ArticleTopic.objects.filter(topic=found)
    if found.has_many:
        articles = Article.objects.filter(Exists(own.filter(article=OuterRef("pk"))))
    else:
        articles = Article.objects.filter(article_topics__in=own)
    return _respond(request, kind, info, articles)


@require_safe
def provider(request: HttpRequest, domain: str, kind: str) -> HttpResponse:
    found = _find(published_providers(), domain=domain)
    if found.domain != domain:
        return redirect("public:provider_feed", found.domain, kind)
    info = FeedInfo(
        title=f"{found.name} · {settings.NEWSDESK_SITE_NAME}",
        description=f"News from {found.name} on {settings.NEWSDESK_SITE_NAME}",
        page=reverse("public:provider", args=[domain]),
        address=request.path,
        key=f"provider:{domain}",
        hub=settings.NEWSDESK_WEBSUB_HUB,
    )
    return _respond(request, kind, info, Article.objects.filter(provider=found))


@require_safe
def search(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer with the articles of a search. Raise Http404 if a parameter is not valid."""
    articles = PublicArticleFilter(request.GET)
    if not articles.is_valid():
        raise Http404
    words = ", ".join(value for _, _, value in articles.chips()) or "all articles"
    info = FeedInfo(
        title=f"{words} · {settings.NEWSDESK_SITE_NAME}",
        description=f"Search results for {words} on {settings.NEWSDESK_SITE_NAME}",
        page=f"{reverse('public:search')}?{articles.query}",
        address=f"{request.path}?{articles.query}",
        key=f"search:{articles.query}",
    )
    return _respond(request, kind, info, articles.qs)


def _find(rows: QuerySet[Any], **key: str) -> Any:
    """Return the topic or provider with this key, or the one it was merged into."""
    found = find_published(rows, **key)
    if found is None:
        raise Http404
    return found


def _respond(
    request: HttpRequest, kind: str, info: FeedInfo, articles: ArticleQuerySet
) -> HttpResponse:
    rows = newest_rows(articles.listed(timezone.now()))

    def build() -> HttpResponse:
        feed = fill_feed(FORMATS[kind], info, [row.pk for row in rows])
        response = HttpResponse(content_type=feed.content_type)
        feed.write(response, "utf-8")
        response["Access-Control-Allow-Origin"] = "*"
        links = {"self": absolute(info.address), "hub": info.hub}
        response["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)
        return response

    return respond(request, validators_of(rows, kind, info.title, info.hub), build)
