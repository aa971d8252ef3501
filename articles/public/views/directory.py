"""The lists of topics and of providers."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.images.page_pictures import load_pictures
from articles.listing.directory import listed_providers, listed_topics
from articles.listing.http_cache import respond, validators_of
from articles.public.directory import (
    PAGE_SIZE,
    group_providers,
    group_topics,
)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    page = _numbered_page(request, listed_topics())
    shown = [
        (topic.name, topic.slug, topic.is_grouped, topic.parent and topic.parent.name)
        for topic in page
    ]

    def build() -> HttpResponse:
        groups, others = group_topics(list(page))
        path = reverse("public:topics")
        context = {"groups": groups, "others": others, "page": page, "path": path}
        return render(request, "public/topics.html", context)

    return respond(request, validators_of(shown, page.paginator.num_pages), build)


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    page = _numbered_page(request, listed_providers())
    shown = [(row.domain, row.name, row.icon_id, row.icon and row.icon.changed_at) for row in page]

    def build() -> HttpResponse:
        load_pictures(providers=page)
        letters = group_providers(list(page))
        context = {"letters": letters, "page": page, "path": reverse("public:providers")}
        return render(request, "public/providers.html", context)

    return respond(request, validators_of(shown, page.paginator.num_pages), build)


def _numbered_page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
