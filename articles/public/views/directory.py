"""The directories of topics and of providers."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.images.page_pictures import load_pictures
from articles.listing.directory import listed_providers, listed_topics
from articles.public.directory import (
    PAGE_SIZE,
    group_providers,
    group_topics,
)
from articles.public.http_cache import public_cache


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


def _numbered_page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
