"""The pages. Each asks at most five questions of the database, whatever it shows."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import (
    Article,
    ArticleQuerySet,
    Provider,
    Status,
    Topic,
)
from articles.public.cards import Card, cards, on_cards
from articles.public.detail import for_story, story
from articles.public.directory import providers_by_letter, topics_by_parent
from articles.public.http_cache import kept_fresh
from articles.public.paging import NoSuchPlace, Page, page_of
from articles.public.pictures import Pictures

FRONT = 4
"""Items beside the lead in the upper part of the home page."""


@require_safe
@kept_fresh
def home(request: HttpRequest) -> HttpResponse:
    return _list(request, Article.objects.all(), "public/home.html", reverse("public:home"))


@require_safe
@kept_fresh
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.select_related("parent"), slug=slug)
    path = reverse("public:topic", args=[slug])
    articles = Article.objects.filter(article_topics__topic=topic)
    return _list(request, articles, "public/topic.html", path, topic=topic)


@require_safe
@kept_fresh
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    provider = get_object_or_404(Provider, domain=domain)
    path = reverse("public:provider", args=[domain])
    articles = Article.objects.filter(provider=provider)
    return _list(request, articles, "public/provider.html", path, provider=provider)


@require_safe
@kept_fresh
def article(request: HttpRequest, slug: str) -> HttpResponse:
    seen = Article.objects.filter(status__in=[Status.PUBLISHED, Status.ARCHIVED])
    article = get_object_or_404(for_story(seen), slug=slug)
    if article.status == Status.ARCHIVED:
        return render(request, "errors/410.html", status=410)
    context = {**story(article), "path": reverse("public:article", args=[slug])}
    return render(request, "public/article_detail.html", context)


@require_safe
@kept_fresh
def topics(request: HttpRequest) -> HttpResponse:
    families, others = topics_by_parent()
    context = {"families": families, "others": others, "path": reverse("public:topics")}
    return render(request, "public/topics.html", context)


@require_safe
@kept_fresh
def providers(request: HttpRequest) -> HttpResponse:
    context = {"letters": providers_by_letter(), "path": reverse("public:providers")}
    return render(request, "public/providers.html", context)


def _list(
    request: HttpRequest,
    articles: ArticleQuerySet,
    template: str,
    path: str,
    *,
    topic: Topic | None = None,
    provider: Provider | None = None,
) -> HttpResponse:
    try:
        page = page_of(on_cards(articles.published()), request.GET)
    except NoSuchPlace as error:
        raise Http404 from error
    if page.is_first and page.place:
        return HttpResponseRedirect(path)
    pictures = Pictures.of(page.articles, [provider, *(each.provider for each in page.articles)])
    shown = cards(page.articles, pictures, besides=topic)
    context = {
        "topic": topic,
        "provider": provider,
        "logo": pictures.logo(provider, large=True),
        "page": page,
        "path": path + page.place,
        **_laid_out(page, shown),
    }
    return render(request, template, context)


def _laid_out(page: Page, shown: list[Card]) -> dict[str, list[Card]]:
    """The first page begins with a lead; the items below the front stand by their days."""
    front = shown[: FRONT + 1] if page.is_first else []
    return {"lead": front[:1], "front": front[1:], "rows": shown[len(front) :], "cards": shown}
