"""The schedule: what will be published and unpublished, by day, with overdue articles first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.admin.base.fields import MomentField
from articles.desk.access import current_user, parse_id, staff_page
from articles.jobs.heartbeat import ALIVE, last_beat
from articles.models import Article, Event, Status, User
from articles.models.value_fields import parse_time
from articles.publishing.schedule import LATE, overdue
from articles.seeds.limits import LIMITS
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import clear_expiry, schedule, set_expiry, unschedule

PAGE_SIZE = 100
MAX_OVERDUE = 100
PUBLISH, UNPUBLISH = "up", "down"
LABELS = {PUBLISH: "Publish", UNPUBLISH: "Unpublish"}
MAX_TYPED = 40
"""Characters of an invalid time that are shown again."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A time at which an article is published or unpublished."""

    at: datetime
    pk: int
    what: str
    article: Any = None

    @property
    def label(self) -> str:
        return LABELS[self.what]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


class RescheduleForm(forms.Form):
    """Which of an article's two times, the version that the page showed, and the new time.

    Without a time the old one is cleared.
    """

    what = forms.ChoiceField(choices=list(LABELS.items()))
    version = forms.IntegerField(min_value=1)
    at = MomentField(required=False, label="When")


@staff_page("view_article")
@require_safe
def schedule_view(request: HttpRequest) -> HttpResponse:
    """Show the schedule; `?article=` opens the forms of an article, `?from=` starts later."""
    chosen = parse_id(request.GET.get("article", ""))
    article = Article.objects.filter(pk=chosen).first() if chosen else None
    return _show(request, forms=_forms(article) if article else [])


@staff_page("publish_article")
@require_POST
def reschedule_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Set, change or clear one of an article's times."""
    article = get_object_or_404(Article, pk=pk)
    form = RescheduleForm(request.POST)
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return _show_error(request, article, " ".join(errors))
    article.version = form.cleaned_data["version"]
    try:
        event = _reschedule(article, form, current_user(request))
    except WorkflowError as error:
        return _show_error(request, article, str(error))
    messages.success(request, f"“{article}”: {event.get_verb_display()}.")
    return HttpResponseRedirect(reverse("admin:articles_article_schedule"))


def _reschedule(article: Article, form: RescheduleForm, by: User) -> Event:
    is_publish, at = form.cleaned_data["what"] == PUBLISH, form.cleaned_data["at"]
    if not at:
        return (unschedule if is_publish else clear_expiry)(article, by=by)
    return (schedule if is_publish else set_expiry)(article, at=parse_time(at), by=by)


def _show(request: HttpRequest, **more: Any) -> HttpResponse:
    now, beat = timezone.now(), last_beat()
    entries = list(_entries(_start(request.GET.get("from", "")) or now - LATE))
    shown = groupby(entries[:PAGE_SIZE], lambda entry: entry.day)
    context = {
        "title": "Schedule",
        "now": now,
        "late": overdue(now, limit=MAX_OVERDUE),
        "days": [(day, list(group)) for day, group in shown],
        "later": entries[PAGE_SIZE].at if len(entries) > PAGE_SIZE else None,
        "is_later": bool(request.GET.get("from")),
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
        "may_change": current_user(request).has_perm("articles.publish_article"),
    }
    return render(request, "admin/schedule/list.html", context | more)


def _show_error(request: HttpRequest, article: Article, error: str) -> HttpResponse:
    """Show the page with the article's forms on top, as typed, and the error."""
    forms = _forms(Article.objects.get(pk=article.pk))
    is_shown = False
    for form in forms:
        if form["what"] == request.POST.get("what"):
            form |= {"typed": request.POST.get("at", "")[:MAX_TYPED], "why": error}
            is_shown = True
    return _show(request, forms=forms, lost="" if is_shown else error)


def _forms(article: Article) -> list[dict[str, Any]]:
    """Return the context of the forms of an article, for the times that it can have."""
    times = {PUBLISH: article.scheduled_for, UNPUBLISH: article.expires_at}
    possible = {Status.DRAFT: [PUBLISH, UNPUBLISH], Status.PUBLISHED: [UNPUBLISH]}
    return [
        {"article": article, "what": what, "words": LABELS[what], "at": times[what]}
        for what in possible.get(Status(article.status), [])
    ]


def _entries(begin: datetime) -> Iterator[Entry]:
    """Yield the entries after `begin`, in order: a page and one more.

    Only drafts are scheduled, only drafts and live articles expire, so that the indexes on the
    times suffice.
    """
    end = PAGE_SIZE + 1
    rows = Article.objects.only("title", "status", "held", "version", "scheduled_for", "expires_at")
    up = rows.filter(scheduled_for__gt=begin).order_by("scheduled_for", "pk")[:end]
    down = rows.filter(expires_at__gt=begin).order_by("expires_at", "pk")[:end]
    ups = (Entry(a.scheduled_for, a.pk, PUBLISH, a) for a in up if a.scheduled_for)
    downs = (Entry(a.expires_at, a.pk, UNPUBLISH, a) for a in down if a.expires_at)
    yield from islice(merge(ups, downs, key=lambda e: (e.at, e.pk, e.what)), end)


def _start(text: str) -> datetime | None:
    """Return just before the time in an address, None for an invalid one."""
    try:
        start = parse_time(text)
        is_valid = start.tzinfo and LIMITS.earliest <= start <= LIMITS.latest
    except (ValueError, OverflowError):
        return None
    return start - timedelta(microseconds=1) if is_valid else None
