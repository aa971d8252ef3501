"""Lists of articles: the home page, topics and providers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.images.page_pictures import LEAD_SHAPES, load_pictures
from articles.listing.directory import published_providers, published_topics
from articles.listing.http_cache import respond, validators_of, with_versions
from articles.listing.keyset import InvalidCursor, Page, get_page
from articles.listing.ordering import NEWEST
from articles.models import Article, ArticleQuerySet, Provider, Topic
from articles.public.cards import Card, cards, listed_on_cards

LIST_SIZE = 30
VersionPage = Page[Any]
"""A page of rows of `with_versions`."""
FRONT_ITEMS = 4
"""Items after the lead in the upper part of the home page."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest articles, after those that editors feature."""
    path = reverse("public:home")
    featured = list(with_versions(Article.objects.featured(timezone.now()))[: FRONT_ITEMS + 1])
    others = Article.objects.exclude(pk__in=[row.pk for row in featured])

    def build(page: VersionPage) -> HttpResponse:
        return render(request, "public/home.html", _list_context(request, page, path))

    return _respond_with_list(request, path, others, build, featured=featured)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    path = reverse("public:topic", args=[slug])
    articles = Article.objects.filter(article_topics__topic__slug=slug)
    shown = [f"article_topics__topic__{name}" for name in ("name", "parent__slug", "parent__name")]

    def build(page: VersionPage) -> HttpResponse:
        topic = published_topics().select_related("parent").filter(slug=slug).first()
        if topic is None:
            old = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
            return _redirect_merged(old.merged_into, "public:topic", "slug")
        context = _list_context(request, page, path, topic=topic)
        return render(request, "public/topic.html", context)

    return _respond_with_list(request, path, articles, build, shown=shown)


@require_safe
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    path = reverse("public:provider", args=[domain])
    articles = Article.objects.filter(provider__domain=domain)

    def build(page: VersionPage) -> HttpResponse:
        provider = published_providers().select_related("icon").filter(domain=domain).first()
        if provider is None:
            old = get_object_or_404(Provider.objects.select_related("merged_into"), domain=domain)
            return _redirect_merged(old.merged_into, "public:provider", "domain")
        context = _list_context(request, page, path, provider=provider)
        return render(request, "public/provider.html", context)

    return _respond_with_list(request, path, articles, build, shown=["provider__description"])


def _redirect_merged(row: Topic | Provider | None, route: str, key: str) -> HttpResponse:
    """Redirect from the page of an old name. Raise Http404 for a row without articles."""
    if row is None:
        raise Http404
    return redirect(route, getattr(row, key))


def _respond_with_list(
    request: HttpRequest,
    path: str,
    articles: ArticleQuerySet,
    build: Callable[[VersionPage], HttpResponse],
    *,
    shown: Sequence[str] = (),
    featured: Sequence[Any] = (),
) -> HttpResponse:
    """Respond with a page of the listed ones of `articles`.

    `shown` are columns that the page shows besides its cards. The rows in `featured` come first on
    the first page. Without rows there is nothing to validate: the address may be an old name.
    """
    cursor = _cursor(request)
    try:
        listed = with_versions(articles.listed(timezone.now()), *shown)
        page = get_page(listed, NEWEST, cursor, LIST_SIZE)
    except InvalidCursor as error:
        raise Http404 from error
    if page.is_first and cursor:
        return HttpResponseRedirect(path)
    if page.is_first and featured:
        page = replace(page, rows=[*featured, *page.rows])
    if not page.rows:
        return build(page)
    validators = validators_of(page.rows, page.before, page.after)
    return respond(request, validators, lambda: build(page))


def _cursor(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}


def _list_context(
    request: HttpRequest,
    page: VersionPage,
    path: str,
    *,
    topic: Topic | None = None,
    provider: Provider | None = None,
) -> dict[str, Any]:
    """Return the context of `public/_list.html`."""
    rows = listed_on_cards([row.pk for row in page.rows], timezone.now())
    load_pictures(rows, [provider, *(row.provider for row in rows)], shapes=LEAD_SHAPES)
    shown = cards(rows, except_topic=topic)
    cursor = _cursor(request)
    return {
        "topic": topic,
        "provider": provider,
        "page": page,
        "path": path + (f"?{urlencode(cursor, safe=':')}" if cursor else ""),
        **_laid_out(page, shown),
    }


def _laid_out(page: VersionPage, shown: list[Card]) -> dict[str, list[Card]]:
    """Split the first page into a lead, the front and rows; later pages have rows only."""
    front = shown[: FRONT_ITEMS + 1] if page.is_first else []
    return {"lead": front[:1], "front": front[1:], "rows": shown[len(front) :], "cards": shown}
