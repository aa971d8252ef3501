"""History: what people did, the newest first, with a line for each run.

Four sorted sources (decisions, imports, publish runs, bulk actions) are merged; only the rows of
the page are read. `run=import:3` shows each event of one run instead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.admin.dashboard.activity import describe_import, describe_publish_run
from articles.bulk_actions.args import action_of
from articles.desk.access import current_user, parse_id, staff_page
from articles.listing.fields import ME, UNASSIGNED, AssigneeField, DayField, RunField
from articles.listing.filter_form import offer_runs, suggesting
from articles.listing.shared_filter import day_start
from articles.models import (
    SYSTEM_NAME,
    BulkAction,
    Event,
    ImportRun,
    PublishRun,
    Run,
    RunState,
    User,
    Verb,
)
from articles.publishing.explanations import describe_event

PAGE_SIZE = 50
MAX_PAGE = 40
"""Older rows are found by their date."""
RUN_COLUMNS = {"import": "import_run", "publish": "publish_run", "bulk": "bulk_action"}
IMPORT_VERBS = {Verb.IMPORTED, Verb.UPDATED}
Key = tuple[datetime, int, str]
"""Time, primary key and source of a line."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What was done at a time, by whom, and the page with the details."""

    at: datetime
    who: str
    words: str
    address: str
    article: Any = None
    reason: str = ""
    is_undone: bool = False


class HistoryFilter(forms.Form):
    """Filters of the history; all of them are query parameters."""

    person = AssigneeField(required=False, max_length=150, help_text="A username, or me.")
    action = forms.ChoiceField(required=False, choices=[("", "Any"), *Verb.choices])
    day_from = DayField(required=False, label="From day")
    day_to = DayField(required=False, label="To day")
    run = RunField(required=False, max_length=40)
    people = forms.BooleanField(
        required=False, label="People only", help_text="Without imports and publish runs."
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["person"].widget.attrs |= suggesting("person", "suggested-person")
        offer_runs(self)

    def clean_person(self) -> Any:
        who = self.cleaned_data["person"]
        if who == UNASSIGNED:
            raise forms.ValidationError("Enter me or a username.")
        return self.user if who == ME else who

    def clean_action(self) -> str:
        return str(self.cleaned_data["action"])

    def sources(self) -> dict[str, QuerySet[Any]]:
        """Return the rows of each source that pass the filters."""
        data = self.cleaned_data
        person, action = data["person"], data["action"]
        events: QuerySet[Any] = Event.objects.all()
        if action:
            events = events.filter(verb=action)
        if person:
            events = events.filter(actor=person)
        if data["run"] is not None:
            kind, number = self.data["run"].strip().split(":")[:2]
            return {"event": self._in_time(events.filter(**{RUN_COLUMNS[kind]: number}), "at")}
        events = events.filter(import_run=None, publish_run=None, bulk_action=None)
        if data["people"]:
            events = events.filter(actor__isnull=False)
        runs: dict[str, QuerySet[Any]] = {"bulk": BulkAction.objects.all()}
        if action:
            runs["bulk"] = runs["bulk"].filter(verb=action)
        if not data["people"]:
            if not action or action in IMPORT_VERBS:
                runs["import"] = ImportRun.imports.all()
            if not action or action == Verb.PUBLISHED:
                runs["publish"] = PublishRun.objects.all()
        if person:
            runs = {name: rows.filter(started_by=person) for name, rows in runs.items()}
        timed = {name: self._in_time(rows, "created_at") for name, rows in runs.items()}
        return {"event": self._in_time(events, "at"), **timed}

    def _in_time(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        first, last = self.cleaned_data["day_from"], self.cleaned_data["day_to"]
        if first:
            rows = rows.filter(**{f"{column}__gte": day_start(first)})
        if last:
            rows = rows.filter(**{f"{column}__lt": day_start(last, days_later=1)})
        return rows.order_by(f"-{column}", "-pk")


@staff_page("view_event")
@require_safe
def history_view(request: HttpRequest) -> HttpResponse:
    """Show a page of the history."""
    form = HistoryFilter(request.GET, user=current_user(request))
    number = min(parse_id(request.GET.get("p", "")) or 1, MAX_PAGE)
    keys: list[Key] = []
    if form.is_valid():
        keys = newest(form.sources(), number * PAGE_SIZE + 1)[(number - 1) * PAGE_SIZE :]
    context = {
        "title": "History",
        "form": form,
        "lines": lines_of(keys[:PAGE_SIZE]),
        "number": number,
        "has_next": len(keys) > PAGE_SIZE and number < MAX_PAGE,
        "is_capped": len(keys) > PAGE_SIZE and number == MAX_PAGE,
    }
    return render(request, "admin/events/list.html", context)


def newest(sources: dict[str, QuerySet[Any]], number: int) -> list[Key]:
    """Return the keys of the newest rows of all sources together."""

    def keys(name: str, rows: QuerySet[Any]) -> Iterator[Key]:
        column = "at" if name == "event" else "created_at"
        for at, pk in rows.values_list(column, "pk")[:number]:
            yield at, pk, name

    merged = merge(*(keys(name, rows) for name, rows in sources.items()), reverse=True)
    return list(islice(merged, number))


def lines_of(keys: Iterable[Key]) -> list[HistoryLine]:
    """Return the lines of these keys, with one query for each source."""
    keys = list(keys)
    found = {
        name: rows.in_bulk([pk for _, pk, source in keys if source == name])
        for name, rows in {
            "event": Event.objects.select_related("article", "actor"),
            "import": ImportRun.objects.select_related("started_by"),
            "publish": PublishRun.objects.select_related("started_by", "import_run__started_by"),
            "bulk": BulkAction.objects.select_related("started_by"),
        }.items()
    }
    return [_MAKERS[name](found[name][pk]) for _, pk, name in keys if pk in found[name]]


def _event_line(event: Event) -> HistoryLine:
    return HistoryLine(
        event.at,
        event.actor_name,
        describe_event(event),
        reverse("admin:articles_event_change", args=[event.pk]),
        event.article,
        event.reason,
        is_undone=event.undone and event.verb != Verb.UNDONE,
    )


def _import_line(run: ImportRun) -> HistoryLine:
    item, is_undone = describe_import(run), run.state == RunState.UNDONE
    return HistoryLine(run.created_at, _starter(run), item.words, item.address, is_undone=is_undone)


def _publish_line(run: PublishRun) -> HistoryLine:
    item = describe_publish_run(run)
    return HistoryLine(run.created_at, _starter(run), item.words, item.address)


def _bulk_line(job: BulkAction) -> HistoryLine:
    count = job.total_count or 0
    words = f"{action_of(job).label}: {count:,} {'article' if count == 1 else 'articles'}"
    address = reverse("admin:articles_bulkaction_change", args=[job.pk])
    is_undone = job.state == RunState.UNDONE
    return HistoryLine(job.created_at, _starter(job), words, address, is_undone=is_undone)


def _starter(run: Run) -> str:
    return str(run.started_by or (SYSTEM_NAME if run.by_system else ""))


_MAKERS: dict[str, Any] = {
    "event": _event_line,
    "import": _import_line,
    "publish": _publish_line,
    "bulk": _bulk_line,
}
