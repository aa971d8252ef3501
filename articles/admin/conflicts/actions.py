"""Resolve many conflicts of the list: confirm, then a bulk action does it.

The list shows conflicts, a bulk action works on articles. Ticked conflicts are named in its
details; "all that the filter shows" means all open conflicts of the articles found, or those of one
field: every filter and search of the list is about the article, the field or the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.bulk_actions.forecast import Forecast
from articles.bulk_actions.runs import start_bulk_action
from articles.desk.access import current_user, parse_id
from articles.desk.display import label
from articles.jobs.background import enqueue
from articles.models import Article
from articles.models.conflict import ConflictQuerySet
from articles.publishing.publish_run import CountChanged
from articles.workflow.action import Action
from articles.workflow.actions import BY_KEY
from articles.workflow.errors import WorkflowError

SHOWN = 20
FIELD = "field"
"""What the list calls its filter for one field."""


@admin.action(description="Keep ours", permissions=["resolve"])
def keep_ours(admin_page: Any, request: HttpRequest, conflicts: ConflictQuerySet) -> HttpResponse:
    return _resolve_page(admin_page, request, _Choice(request, conflicts, BY_KEY["keep_ours"]))


@admin.action(description="Use source", permissions=["resolve"])
def use_source(admin_page: Any, request: HttpRequest, conflicts: ConflictQuerySet) -> HttpResponse:
    return _resolve_page(admin_page, request, _Choice(request, conflicts, BY_KEY["use_source"]))


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which conflicts of the list are to be resolved, and how."""

    request: HttpRequest
    conflicts: ConflictQuerySet
    action: Action

    @property
    def query(self) -> str:
        return self.request.GET.urlencode()

    @property
    def details(self) -> dict[str, Any]:
        """What tells the bulk action which conflicts of an article are meant."""
        if not self._is_all:
            return {"conflicts": sorted(self.conflicts.values_list("pk", flat=True))}
        field = self.request.GET.get(FIELD, "")
        return {FIELD: field} if field else {}

    @property
    def _is_all(self) -> bool:
        return self.request.POST.get("select_across") == "1"

    def counts(self) -> Mapping[str, int]:
        """Return how many were chosen, how many are open, and of how many articles, in a query."""
        counts = self.conflicts.order_by().aggregate(
            total=Count("pk"), resolved=Count("resolved_at")
        )
        open_ones = self.conflicts.unresolved().order_by()
        articles = open_ones.aggregate(articles=Count("article", distinct=True))
        return {**counts, "open": counts["total"] - counts["resolved"], **articles}

    def fields(self) -> list[tuple[str, Any]]:
        """What the page sends on, to choose the same again."""
        sent = self.request.POST
        across = [("select_across", "1")] if self._is_all else []
        ticked = [(ACTION_CHECKBOX_NAME, pk) for pk in sent.getlist(ACTION_CHECKBOX_NAME)]
        return [("action", sent.get("action", "")), *across, *ticked]


def _resolve_page(admin_page: Any, request: HttpRequest, choice: _Choice) -> HttpResponse:
    counts, problem = choice.counts(), ""
    if "start" in request.POST:
        try:
            return _start(request, choice, counts)
        except WorkflowError as error:
            problem = str(error)
    context = admin_page.admin_site.each_context(request) | {"problem": problem}
    return _ask(request, choice, counts, context)


def _start(request: HttpRequest, choice: _Choice, counts: Mapping[str, int]) -> HttpResponse:
    shown = parse_id(request.POST.get("expected", "")) or 0
    if shown != counts["open"]:
        raise CountChanged(shown, counts["open"], shown_in="list")
    torn = choice.conflicts.unresolved().order_by().values("article")
    job = start_bulk_action(
        Article.objects.filter(pk__in=torn),
        choice.action.key,
        by=current_user(request),
        expected=counts["articles"],
        details=choice.details | {"list": "conflict"},
        query=choice.query,
    )
    enqueue(job)
    return HttpResponseRedirect(reverse("admin:articles_bulkaction_change", args=[job.pk]))


def _ask(
    request: HttpRequest, choice: _Choice, counts: Mapping[str, int], more: dict[str, Any]
) -> HttpResponse:
    reasons = [f"{counts['resolved']:,} resolved already"] if counts["resolved"] else []
    words = "Keep ours" if choice.action.key == "keep_ours" else "Use source"
    number = f"{counts['open']:,} {'conflict' if counts['open'] == 1 else 'conflicts'}"
    of = f"{counts['articles']:,} {'article' if counts['articles'] == 1 else 'articles'}"
    path = reverse("admin:articles_conflict_changelist")
    back = f"{path}?{choice.query}" if choice.query else path
    context = {
        **more,
        "title": f"{words} in {number} of {of}?",
        "button": f"{words} in {number}",
        "back": back,
        "send_to": back,
        "list_name": "Conflicts",
        "crumb": words,
        "action": choice.action,
        "fields": choice.fields(),
        "form": (),
        "forecast": Forecast(counts["total"], counts["resolved"], reasons),
        "expected": counts["open"],
        "some": _some(choice.conflicts),
        "others": max(0, counts["open"] - SHOWN),
    }
    return TemplateResponse(request, "admin/bulk_actions/confirm_conflicts.html", context)


def _some(conflicts: ConflictQuerySet) -> list[tuple[str, str]]:
    first = conflicts.unresolved().select_related("article")[:SHOWN]
    return [(str(conflict.article), label(conflict.field)) for conflict in first]
