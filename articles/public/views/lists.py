"""Lists of articles: the home page, and those of a topic and of a provider."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.images.page_pictures import LEAD_SHAPES, load_pictures
from articles.listing.directory import published_providers, published_topics
from articles.listing.keyset import InvalidCursor, Page, get_page
from articles.listing.ordering import NEWEST
from articles.models import Article, ArticleQuerySet, Provider, Topic
from articles.public.cards import Card, cards, on_cards
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


def _redirect_merged(row: Topic | Provider | None, route: str, key: str) -> HttpResponse:
    """Redirect from the page of an old name. Raise Http404 for a row without articles."""
    if row is None:
        raise Http404
    return redirect(route, getattr(row, key))


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
