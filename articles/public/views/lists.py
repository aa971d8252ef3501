"""Lists of articles: those of a topic and of a provider."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.images.page_pictures import LEAD_SHAPES, load_pictures
from articles.listing.directory import find_published, published_providers, published_topics
from articles.listing.http_cache import respond, validators_of, with_versions
from articles.listing.keyset import InvalidCursor, Page, get_page
from articles.listing.ordering import NEWEST
from articles.models import Article, ArticleQuerySet, Provider, Topic
from articles.public.cards import Card, cards, listed_on_cards

LIST_SIZE = 30
VersionPage = Page[Any]
"""A page of rows of `with_versions`."""
FRONT_ITEMS = 4
"""Items after the lead in the upper part of the first page."""


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    path = reverse("public:topic", args=[slug])
    articles = Article.objects.filter(article_topics__topic__slug=slug)
    shown = [f"article_topics__topic__{name}" for name in ("name", "parent__slug", "parent__name")]

    def build(page: VersionPage) -> HttpResponse:
        topic = find_published(published_topics().select_related("parent"), slug=slug)
        if topic is None:
            raise Http404
        if topic.slug != slug:
            return redirect("public:topic", topic.slug)
        context = _list_context(request, page, path, topic=topic)
        return render(request, "public/topic.html", context)

    return _respond_with_list(request, path, articles, build, shown=shown)


@require_safe
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    path = reverse("public:provider", args=[domain])
    articles = Article.objects.filter(provider__domain=domain)

    def build(page: VersionPage) -> HttpResponse:
        provider = find_published(published_providers().select_related("icon"), domain=domain)
        if provider is None:
            raise Http404
        if provider.domain != domain:
            return redirect("public:provider", provider.domain)
        context = _list_context(request, page, path, provider=provider)
        return render(request, "public/provider.html", context)

    return _respond_with_list(request, path, articles, build, shown=["provider__description"])


def _respond_with_list(
    request: HttpRequest,
    path: str,
    articles: ArticleQuerySet,
    build: Callable[[VersionPage], HttpResponse],
    *,
    shown: Sequence[str] = (),
) -> HttpResponse:
    """Respond with a page of the listed ones of `articles`.

    `shown` are columns that the page shows besides its cards. Without rows there is nothing to
    validate: the address may be an old name.
    """
    page = list_page(request, articles, *shown)
    if page.is_first and cursor_of(request):
        return HttpResponseRedirect(path)
    if not page.rows:
        return build(page)
    validators = validators_of(page.rows, page.before, page.after)
    return respond(request, validators, lambda: build(page))


def list_page(
    request: HttpRequest, articles: ArticleQuerySet, *columns: str, size: int = LIST_SIZE
) -> VersionPage:
    """Return the page of the listed ones of `articles` that the address asks for."""
    try:
        listed = with_versions(articles.listed(timezone.now()), *columns)
        return get_page(listed, NEWEST, cursor_of(request), size)
    except InvalidCursor as error:
        raise Http404 from error


def cursor_of(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}


def page_path(request: HttpRequest, path: str) -> str:
    """Return the canonical address of a page of the list at `path`."""
    cursor = cursor_of(request)
    return path + (f"?{urlencode(cursor, safe=':')}" if cursor else "")


def cards_of(
    pks: Sequence[int], *, topic: Topic | None = None, provider: Provider | None = None
) -> dict[int, Card]:
    """Return the cards of articles in this order, by primary key, with their pictures."""
    rows = listed_on_cards(pks, timezone.now())
    load_pictures(rows, [provider, *(row.provider for row in rows)], shapes=LEAD_SHAPES)
    return dict(zip((row.pk for row in rows), cards(rows, except_topic=topic), strict=True))


def _list_context(
    request: HttpRequest,
    page: VersionPage,
    path: str,
    *,
    topic: Topic | None = None,
    provider: Provider | None = None,
) -> dict[str, Any]:
    """Return the context of `public/_list.html`."""
    shown = cards_of([row.pk for row in page.rows], topic=topic, provider=provider)
    return {
        "topic": topic,
        "provider": provider,
        "page": page,
        "path": page_path(request, path),
        **laid_out([*shown.values()], FRONT_ITEMS + 1 if page.is_first else 0),
    }


def laid_out(shown: list[Card], number: int) -> dict[str, list[Card]]:
    """Split cards into a lead and the front (`number` cards in all), and rows."""
    front = shown[:number]
    return {"lead": front[:1], "front": front[1:], "rows": shown[number:], "cards": shown}
