"""Suggestions while somebody types: providers, topics, people, never more than a few."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse

from articles.models import Article, Provider, Topic, User

MOST = 12
MOST_LETTERS = 60
LOOKED_AT = 1_000


def suggest(request: HttpRequest) -> HttpResponse:
    """Return what begins like `q`, as [{value, label}]; what only holds it comes after."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:MOST_LETTERS]
    find = FINDERS.get(request.GET.get("of", ""))
    return JsonResponse({"found": find(text) if find and text else []})


def _providers(text: str) -> list[dict[str, str]]:
    begins = Q(domain__istartswith=text) | Q(name__istartswith=text)
    holds = Q(domain__icontains=text) | Q(name__icontains=text)
    found = _first(Provider.objects.order_by("name", "pk"), begins, holds)
    return [{"value": each.domain, "label": each.name} for each in found]


def _topics(text: str) -> list[dict[str, str]]:
    begins, holds = Q(name__istartswith=text), Q(name__icontains=text)
    found = _first(Topic.objects.order_by("name", "pk"), begins, holds)
    return [{"value": each.name, "label": ""} for each in found]


def _people(text: str) -> list[dict[str, str]]:
    colleagues = User.objects.filter(is_active=True, is_staff=True).order_by("username")
    begins = Q(username__istartswith=text) | Q(first_name__istartswith=text)
    found = _first(colleagues, begins, begins | Q(last_name__istartswith=text))
    return [{"value": each.username, "label": str(each)} for each in found]


def _types(text: str) -> list[dict[str, str]]:
    """Of the types that the newest articles have: to look at all would read the table."""
    newest = Article.objects.newest_first().values_list("type", flat=True)[:LOOKED_AT]
    found = sorted({name for name in newest if text.lower() in name.lower()})
    return [{"value": name, "label": ""} for name in found[:MOST]]


def _first(things: Any, begins: Q, holds: Q) -> list[Any]:
    found = list(things.filter(begins)[:MOST])
    if len(found) < MOST:
        found += things.filter(holds).exclude(begins)[: MOST - len(found)]
    return found


FINDERS = {"provider": _providers, "topic": _topics, "person": _people, "type": _types}
