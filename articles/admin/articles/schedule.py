"""The schedule: what goes live and what comes down when, by day, what is late first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from heapq import merge
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.admin.base.fields import MomentField
from articles.desk.access import current_user, parse_id
from articles.jobs.heartbeat import ALIVE, last_beat
from articles.models import Article, Event, Status, User
from articles.models.value_fields import parse_time
from articles.publishing.schedule import LATE, overdue
from articles.seeds.limits import LIMITS
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import clear_expiry, schedule, set_expiry, unschedule

PAGE = 100
LATE_SHOWN = 100
UP, DOWN = "up", "down"
WORDS = {UP: "Publish", DOWN: "Unpublish"}


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One moment of one article."""

    at: datetime
    pk: int
    what: str
    article: Any = None

    @property
    def words(self) -> str:
        return WORDS[self.what]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


class MomentForm(forms.Form):
    """Which of an article's two moments, seen at which version; no time takes it away."""

    what = forms.ChoiceField(choices=list(WORDS.items()))
    version = forms.IntegerField(min_value=1)
    at = MomentField(required=False, label="When")


def schedule_urls(model_admin: Any) -> list[URLPattern]:
    """Return the routes of the schedule, a part of the articles' pages."""
    view = model_admin.admin_site.admin_view
    page = view(require_safe(partial(schedule_page, model_admin)))
    change = view(require_POST(partial(reschedule, model_admin)))
    return [
        path("schedule/", page, name="articles_article_schedule"),
        path("<int:pk>/reschedule/", change, name="articles_article_reschedule"),
    ]


def schedule_page(model_admin: Any, request: HttpRequest, **more: Any) -> HttpResponse:
    """Show the schedule; `?article=` opens the form for one article, `?from=` begins later."""
    user, now = current_user(request), timezone.now()
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    begin = _moment(request.GET.get("from", "")) or now - LATE
    entries = list(_entries(begin))
    beat = last_beat()
    chosen = parse_id(request.GET.get("article", "")) or 0
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Schedule",
        "opts": model_admin.opts,
        "now": now,
        "late": overdue(now, limit=LATE_SHOWN),
        "days": [(day, list(group)) for day, group in groupby(entries[:PAGE], lambda e: e.day)],
        "later": entries[PAGE].at if len(entries) > PAGE else None,
        "is_later": bool(request.GET.get("from")),
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
        "may_change": user.has_perm("articles.publish_article"),
        "chosen": _panels(Article.objects.filter(pk=chosen).first()) if chosen else [],
    }
    return TemplateResponse(request, "admin/schedule/list.html", context | more)


def reschedule(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Set, change or take away one of an article's moments; what is refused is shown again."""
    article, user = get_object_or_404(Article, pk=pk), current_user(request)
    form = MomentForm(request.POST)
    if not form.is_valid():
        return _again(model_admin, request, article, form, " ".join(_faults(form)))
    article.version = form.cleaned_data["version"]
    try:
        event = _change(article, form, user)
    except WorkflowError as error:
        return _again(model_admin, request, article, form, str(error))
    messages.success(request, f"“{article}”: {event.get_verb_display()}.")
    return HttpResponseRedirect(reverse("admin:articles_article_schedule"))


def _change(article: Article, form: MomentForm, by: User) -> Event:
    is_up, at = form.cleaned_data["what"] == UP, form.cleaned_data["at"]
    if not at:
        return (unschedule if is_up else clear_expiry)(article, by=by)
    return (schedule if is_up else set_expiry)(article, at=parse_time(at), by=by)


def _again(
    model_admin: Any, request: HttpRequest, article: Article, form: MomentForm, why: str
) -> HttpResponse:
    """Show the page with the article's form on top, as it was typed, and why it was refused."""
    if not current_user(request).has_perm("articles.publish_article"):
        raise PermissionDenied
    current = Article.objects.get(pk=article.pk)
    typed = form.data.get("at", "")[:40]
    panels = [
        panel | ({"typed": typed, "why": why} if panel["what"] == form.data.get("what") else {})
        for panel in _panels(current)
    ]
    lost = "" if any("why" in panel for panel in panels) else why
    return schedule_page(model_admin, request, chosen=panels, lost=lost, about=current)


def _panels(article: Article | None) -> list[dict[str, Any]]:
    """Return what the forms of one article need: which moments it can have, and has."""
    if article is None:
        return []
    moments = {UP: article.scheduled_for, DOWN: article.expires_at}
    possible = {Status.DRAFT: [UP, DOWN], Status.PUBLISHED: [DOWN]}.get(Status(article.status), [])
    return [
        {"article": article, "what": what, "words": WORDS[what], "at": moments[what]}
        for what in possible
    ]


def _entries(begin: datetime) -> Iterator[Entry]:
    """Yield what happens from then on, in order: enough for a page, and one more.

    Only drafts are scheduled, only drafts and live articles expire: an index of the moment alone
    finds them.
    """
    end = PAGE + 1
    rows = Article.objects.only("title", "status", "held", "version", "scheduled_for", "expires_at")
    up = rows.filter(scheduled_for__gt=begin).order_by("scheduled_for", "pk")[:end]
    down = rows.filter(expires_at__gt=begin).order_by("expires_at", "pk")[:end]
    ups = (Entry(a.scheduled_for, a.pk, UP, a) for a in up if a.scheduled_for)
    downs = (Entry(a.expires_at, a.pk, DOWN, a) for a in down if a.expires_at)
    for place, entry in enumerate(merge(ups, downs, key=lambda e: (e.at, e.pk, e.what))):
        if place > PAGE:
            return
        yield entry


def _moment(text: str) -> datetime | None:
    """Return the time in an address, a second earlier so that it is among what follows."""
    try:
        moment = parse_time(text)
        if not moment.tzinfo or not LIMITS.earliest <= moment <= LIMITS.latest:
            return None
        return moment - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def _faults(form: forms.Form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
