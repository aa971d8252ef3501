"""Autocomplete: suggest providers, topics, users and types while a person types."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles.desk.access import staff_page
from articles.models import Article, Provider, Topic, User
from articles.search.backends import matching

MAX_SUGGESTIONS = 12
MAX_QUERY_LENGTH = 60
SAMPLE_SIZE = 1_000
"""Newest articles whose types are suggested."""


@staff_page("view_article")
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return matches of `q` as [{value, label}]: first those that begin with it."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY_LENGTH]
    find = SUGGESTERS.get(request.GET.get("of", ""))
    return JsonResponse({"found": find(text) if find and text else []})


def _providers(text: str) -> list[dict[str, str]]:
    begins = Q(domain__istartswith=text) | Q(name__istartswith=text)
    contains = Q(domain__icontains=text) | Q(name__icontains=text)
    found = _first(
        Provider.objects.filter(merged_into=None).order_by("name", "pk"), begins, contains
    )
    return [{"value": each.domain, "label": each.name} for each in found]


def _topics(text: str) -> list[dict[str, str]]:
    begins, contains = Q(name__istartswith=text), Q(name__icontains=text)
    in_use = Topic.objects.filter(merged_into=None).order_by("name", "pk")
    found = _first(in_use, begins, contains)
    return [{"value": each.name, "label": ""} for each in found]


def _users(text: str) -> list[dict[str, str]]:
    colleagues = User.objects.filter(is_active=True, is_staff=True).order_by("username")
    begins = Q(username__istartswith=text) | Q(first_name__istartswith=text)
    found = _first(colleagues, begins, begins | Q(last_name__istartswith=text))
    return [{"value": each.username, "label": str(each)} for each in found]


def _articles(text: str) -> list[dict[str, str]]:
    """Suggest articles by words of their title; the newest first."""
    found = matching(Article.objects.all(), text).select_related("provider").newest_first()
    columns = found.only("title", "published_at", "provider__name")[:MAX_SUGGESTIONS]
    return [
        {
            "value": each.title,
            "label": f"{each.provider or 'No provider'}, {each.published_at:%-d %b %Y}",
        }
        for each in columns
    ]


def _types(text: str) -> list[dict[str, str]]:
    """Suggest types of the newest articles; all types would need a table scan."""
    newest = Article.objects.newest_first().values_list("type", flat=True)[:SAMPLE_SIZE]
    found = sorted({name for name in newest if text.lower() in name.lower()})
    return [{"value": name, "label": ""} for name in found[:MAX_SUGGESTIONS]]


def _first(rows: Any, begins: Q, contains: Q) -> list[Any]:
    found = list(rows.filter(begins)[:MAX_SUGGESTIONS])
    if len(found) < MAX_SUGGESTIONS:
        found += rows.filter(contains).exclude(begins)[: MAX_SUGGESTIONS - len(found)]
    return found


SUGGESTERS = {
    "article": _articles,
    "provider": _providers,
    "topic": _topics,
    "person": _users,
    "type": _types,
}
