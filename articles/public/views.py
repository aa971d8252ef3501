"""The public pages. The number of queries of each does not depend on the number of rows."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.images.page_pictures import LEAD_SHAPES, load_pictures
from articles.listing.keyset import InvalidCursor, Page, get_page
from articles.listing.ordering import NEWEST
from articles.models import (
    Article,
    ArticleQuerySet,
    Event,
    Provider,
    Status,
    Topic,
)
from articles.public.cards import Card, cards, on_cards
from articles.public.detail import detail_context, with_detail_relations
from articles.public.directory import (
    PAGE_SIZE,
    group_providers,
    group_topics,
    listed_providers,
    listed_topics,
    published_providers,
    published_topics,
)
from articles.public.http_cache import public_cache

LIST_SIZE = 30
FRONT_ITEMS = 4
"""Items after the lead in the upper part of the home page."""


@require_safe
@public_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest articles, after those that editors feature."""
    featured = list(on_cards(Article.objects.featured(timezone.now()))[: FRONT_ITEMS + 1])
    others = Article.objects.exclude(pk__in=[article.pk for article in featured])
    return _list(request, others, "public/home.html", reverse("public:home"), featured=featured)


@require_safe
@public_cache
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = published_topics().select_related("parent").filter(slug=slug).first()
    if topic is None:
        old = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
        return _redirect_merged(old.merged_into, "public:topic", "slug")
    path = reverse("public:topic", args=[slug])
    articles = Article.objects.filter(article_topics__topic=topic)
    return _list(request, articles, "public/topic.html", path, topic=topic)


@require_safe
@public_cache
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    provider = published_providers().select_related("icon").filter(domain=domain).first()
    if provider is None:
        old = get_object_or_404(Provider.objects.select_related("merged_into"), domain=domain)
        return _redirect_merged(old.merged_into, "public:provider", "domain")
    path = reverse("public:provider", args=[domain])
    articles = Article.objects.filter(provider=provider)
    return _list(request, articles, "public/provider.html", path, provider=provider)


@require_safe
@public_cache
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published article; 410 if it was archived after having been published."""
    known = Article.objects.filter(status__in=[Status.PUBLISHED, Status.ARCHIVED])
    article = get_object_or_404(with_detail_relations(known), slug=slug)
    if article.status == Status.ARCHIVED:
        if not Event.objects.filter(article=article, after__status=Status.PUBLISHED).exists():
            raise Http404
        return render(request, "errors/410.html", status=410)
    context = {**detail_context(article), "path": reverse("public:article", args=[slug])}
    return render(request, "public/article_detail.html", context)


@require_safe
@public_cache
def topics(request: HttpRequest) -> HttpResponse:
    page = _numbered_page(request, listed_topics())
    groups, others = group_topics(list(page))
    context = {"groups": groups, "others": others, "page": page, "path": reverse("public:topics")}
    return render(request, "public/topics.html", context)


@require_safe
@public_cache
def providers(request: HttpRequest) -> HttpResponse:
    page = _numbered_page(request, listed_providers())
    load_pictures(providers=page)
    letters = group_providers(list(page))
    context = {"letters": letters, "page": page, "path": reverse("public:providers")}
    return render(request, "public/providers.html", context)


def _redirect_merged(row: Topic | Provider | None, route: str, key: str) -> HttpResponse:
    """Redirect from the page of an old name. Raise Http404 for a row without articles."""
    if row is None:
        raise Http404
    return redirect(route, getattr(row, key))


def _numbered_page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))


def _list(
    request: HttpRequest,
    articles: ArticleQuerySet,
    template: str,
    path: str,
    *,
    topic: Topic | None = None,
    provider: Provider | None = None,
    featured: Sequence[Article] = (),
) -> HttpResponse:
    cursor = {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}
    try:
        listed = on_cards(articles.listed(timezone.now()))
        page = get_page(listed, NEWEST, cursor, LIST_SIZE)
    except InvalidCursor as error:
        raise Http404 from error
    if page.is_first and cursor:
        return HttpResponseRedirect(path)
    rows = [*featured, *page.rows] if page.is_first else page.rows
    load_pictures(rows, [provider, *(row.provider for row in rows)], shapes=LEAD_SHAPES)
    shown = cards(rows, except_topic=topic)
    context = {
        "topic": topic,
        "provider": provider,
        "page": page,
        "path": path + (f"?{urlencode(cursor, safe=':')}" if cursor else ""),
        **_laid_out(page, shown),
    }
    return render(request, template, context)


def _laid_out(page: Page[Article], shown: list[Card]) -> dict[str, list[Card]]:
    """Split the first page into a lead, the front and rows; later pages have rows only."""
    front = shown[: FRONT_ITEMS + 1] if page.is_first else []
    return {"lead": front[:1], "front": front[1:], "rows": shown[len(front) :], "cards": shown}
