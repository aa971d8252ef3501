"""Presence of other reviewers, their claims, and the decisions that they made.

The script polls every few seconds with the drafts on its page and the draft that its user views.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from articles.desk.access import current_user, parse_ids, staff_page
from articles.desk.claims import claim, claimed_by_others, release_soon
from articles.desk.coverage import is_waiting
from articles.desk.queue import CLAIMED
from articles.desk.steps import last_change
from articles.models import Article, Event, Verb
from articles.workflow.presence import mark_absent, mark_present, others_present
from articles.workflow.times import format_time

MAX_DRAFTS = 60
"""Drafts of one page."""


@require_POST
@staff_page()
def poll(request: HttpRequest) -> HttpResponse:
    """Return which of the `seen` drafts (pk:version) changed, and who views or claims which.

    Claims on the draft that is shown and those loaded ahead (`at`, `have`) are renewed if the
    reviewer did something lately (`active`).
    """
    seen = dict(_seen(request.POST.getlist("seen")))
    articles = Article.objects.only("pk", "version", "status", "held", "scheduled_for")
    found = articles.in_bulk(list(seen))
    _note(request, found)
    if "active" in request.POST:
        on_screen = parse_ids([*request.POST.getlist("at"), *request.POST.getlist("have")])
        claim([pk for pk in on_screen[:CLAIMED] if pk in found], current_user(request))
    claimed = claimed_by_others(current_user(request))
    moved = [pk for pk, version in seen.items() if pk not in found or found[pk].version != version]
    changes = last_change(moved) if moved else {}
    return JsonResponse(
        {
            "moved": {pk: _moved(request, found.get(pk), changes.get(pk)) for pk in moved},
            "here": _here(request, list(found)),
            "claimed": {pk: claimed[pk] for pk in found if pk in claimed},
        }
    )


@require_POST
@staff_page()
def leave_page(request: HttpRequest) -> HttpResponse:
    """Record that the reviewer left the desk."""
    for pk in parse_ids(request.POST.getlist("at"), 1):
        mark_absent(current_user(request), pk)
    release_soon(current_user(request))
    return HttpResponse(status=204)


def _seen(values: list[str]) -> list[tuple[int, int]]:
    pairs = [value.partition(":") for value in values[:MAX_DRAFTS]]
    numbers = [(parse_ids([pk]), parse_ids([version])) for pk, _, version in pairs]
    return [(pk[0], version[0]) for pk, version in numbers if pk and version]


def _note(request: HttpRequest, found: dict[int, Article]) -> None:
    """Record the draft that the reviewer views, and the one that was left."""
    is_editing = request.POST.get("doing") == "editing"
    for pk in parse_ids(request.POST.getlist("left"), 1):
        mark_absent(current_user(request), pk)
    for pk in parse_ids(request.POST.getlist("at"), 1):
        if pk in found:
            mark_present(current_user(request), pk, is_editing=is_editing)


def _moved(request: HttpRequest, article: Article | None, event: Event | None) -> dict[str, Any]:
    """Return what happened to a draft, and whether it still waits for a decision."""
    if article is None or event is None:
        return {"waits": False, "text": "This draft was deleted.", "version": 0}
    who = "You" if event.actor_id == current_user(request).pk else event.actor_name
    return {
        "waits": is_waiting(article),
        "text": f"{who}: {Verb(event.verb).label}, {format_time(event.at)}.",
        "version": article.version,
    }


def _here(request: HttpRequest, article_pks: list[int]) -> dict[int, str]:
    others = others_present(article_pks, current_user(request))
    return {pk: ", ".join(map(str, presences)) for pk, presences in others.items()}
