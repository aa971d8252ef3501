"""The schedule: what will be published and unpublished, by day, with overdue articles first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
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
from articles.publishing.schedule import LATE, Overdue, overdue
from articles.seeds.limits import LIMITS
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import clear_expiry, schedule, set_expiry, unschedule

PAGE_SIZE = 100
MAX_OVERDUE = 100
PUBLISH, UNPUBLISH = "up", "down"
LABELS = {PUBLISH: "Publish", UNPUBLISH: "Unpublish"}
COLUMNS = {PUBLISH: "scheduled_for", UNPUBLISH: "expires_at"}
POSSIBLE = {Status.DRAFT: (PUBLISH, UNPUBLISH), Status.PUBLISHED: (UNPUBLISH,)}
"""The times that an article of a status can have."""


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
    def form(self) -> "RescheduleForm":
        return RescheduleForm(self.article, self.what)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


class RescheduleForm(forms.Form):
    """One of an article's two times. Without a time the old one is cleared.

    `version` is the article's that the page showed.
    """

    what = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1)
    at = MomentField(required=False)

    def __init__(self, article: Article, what: str, data: Any = None) -> None:
        self.article, self.current = article, getattr(article, COLUMNS[what])
        initial = {"what": what, "version": article.version, "at": self.current}
        super().__init__(data, initial=initial, auto_id=f"{what}-{article.pk}-%s", label_suffix="")
        self.fields["at"].label = f"{LABELS[what]} at"


@staff_page("view_article")
@require_safe
def schedule_view(request: HttpRequest) -> HttpResponse:
    """Show the schedule; `?article=` opens the forms of an article, `?from=` starts later."""
    chosen = parse_id(request.GET.get("article", ""))
    article = Article.objects.filter(pk=chosen).first() if chosen else None
    possible = POSSIBLE.get(Status(article.status), ()) if article else ()
    return _show(request, [RescheduleForm(article, what) for what in possible if article])


@staff_page("publish_article")
@require_POST
def reschedule_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Set, change or clear one of an article's times."""
    article, what = get_object_or_404(Article, pk=pk), request.POST.get("what", "")
    if what not in LABELS:
        raise BadRequest("This form does not say which time to change.")
    form = RescheduleForm(article, what, request.POST)
    if form.is_valid():
        article.version = form.cleaned_data["version"]
        try:
            event = _reschedule(article, form, current_user(request))
        except WorkflowError as error:
            form.add_error("at", str(error))
        else:
            messages.success(request, f"“{article}”: {event.get_verb_display()}.")
            return HttpResponseRedirect(reverse("admin:articles_article_schedule"))
    article.refresh_from_db()
    return _show(request, [form])


def _reschedule(article: Article, form: RescheduleForm, by: User) -> Event:
    is_publish, at = form.cleaned_data["what"] == PUBLISH, form.cleaned_data["at"]
    if not at:
        return (unschedule if is_publish else clear_expiry)(article, by=by)
    return (schedule if is_publish else set_expiry)(article, at=parse_time(at), by=by)


def _show(request: HttpRequest, forms: list[RescheduleForm]) -> HttpResponse:
    """Show the page, with the forms of a chosen article on top."""
    now, beat = timezone.now(), last_beat()
    entries = list(_entries(_start(request.GET.get("from", "")) or now - LATE))
    shown = groupby(entries[:PAGE_SIZE], lambda entry: entry.day)
    context = {
        "title": "Schedule",
        "forms": forms,
        "now": now,
        "late": [(each, _form_of(each)) for each in overdue(now, limit=MAX_OVERDUE)],
        "days": [(day, list(group)) for day, group in shown],
        "later": entries[PAGE_SIZE].at if len(entries) > PAGE_SIZE else None,
        "is_later": bool(request.GET.get("from")),
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
        "may_change": current_user(request).has_perm("articles.publish_article"),
    }
    return render(request, "admin/schedule/list.html", context)


def _form_of(late: Overdue) -> RescheduleForm:
    is_live = late.article.status == Status.PUBLISHED
    return RescheduleForm(late.article, UNPUBLISH if is_live else PUBLISH)


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
