"""The dashboard: what needs attention, totals, what was published, and recent activity.

The number of drafts that the rules would publish takes longer to count, so the page requests it
after it has loaded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, IntegerField, Min, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.admin.dashboard.activity import activity_since, recent_imports
from articles.desk.access import current_user, is_fragment, staff_page
from articles.jobs.heartbeat import ALIVE, last_beat
from articles.models import Article, Conflict, ImportRun, RunState, Status, User
from articles.publishing.draft_counts import cache_key_until_change, count_drafts, judge_groups
from articles.publishing.rules import rules_in_force
from articles.publishing.schedule import LATE

DAYS = 7
VISIT_GAP = timedelta(minutes=30)
"""After such a pause the next look at the dashboard begins another visit."""
CACHE_SECONDS = 30
MAX_DRAFTS = 100_000
"""Drafts are counted up to this number: counting a million would make the page wait."""


@dataclass(frozen=True, slots=True)
class TodoItem:
    """A number of things, what they are, and the page that lists them.

    `more` is a second line of text; `is_more` says that there are more than `number`.
    """

    number: int
    words: str
    address: str
    more: str = ""
    tone: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day of the chart; its sizes are in a box that is 100 high."""

    day: datetime
    number: int
    height: int
    top: int
    left: int


def dashboard_context(user: User, now: datetime | None = None) -> dict[str, Any]:
    """Return the context of the dashboard for a user who may view articles."""
    now = now or timezone.now()
    since = previous_visit(user, now)
    days = _days(now)
    counts = _counts(now, days) | _current_counts(user, since or now)
    beat = last_beat()
    published = [counts[f"day{n}"] for n in range(DAYS)]
    return {
        "now": now,
        "since": since,
        "urgent": [item for item in _todo_items(counts, now) if item.number],
        "standing": _totals(counts),
        "chart": _chart(published, days),
        "today": published[0],
        "week": sum(published),
        "week_address": _articles(status="published", live_from=f"{days[-1]:%Y-%m-%d}"),
        "today_address": _articles(status="published", live_from=f"{days[0]:%Y-%m-%d}"),
        "news": activity_since(since, user, recent_imports(), counts["new_conflicts"])
        if since
        else [],
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
    }


@staff_page()
def ready_view(request: HttpRequest) -> HttpResponse:
    """Show how many drafts the rules would publish, as a fragment of the dashboard or a page."""
    may_publish = current_user(request).has_perm("articles.publish_article")
    address = _articles(status="draft", ready="yes")
    if may_publish:
        address = reverse("admin:articles_publishrun_threshold")
    more = "Review and publish them on the threshold page." if may_publish else ""
    context = {
        "title": "Ready to publish",
        "line": TodoItem(count_ready(), "ready to publish under the rules", address, more),
    }
    name = "_ready_count" if is_fragment(request) else "ready_count"
    return render(request, f"admin/dashboard/{name}.html", context)


@staff_page()
@require_POST
def visited_view(request: HttpRequest) -> HttpResponse:
    """Record that the user has seen the dashboard. The page sends this when it has loaded."""
    record_visit(current_user(request), timezone.now())
    return HttpResponseRedirect(reverse("admin:index"))


def count_ready() -> int:
    """Return how many drafts a publish run with the current rules would publish."""
    rules = rules_in_force()
    return judge_groups(count_drafts(rules, {}), rules).published


def previous_visit(user: User, now: datetime) -> datetime | None:
    """Return when the user last looked at the dashboard during the visit before this one."""
    last = user.visited_at
    return user.visited_before if last and now - last < VISIT_GAP else last


def record_visit(user: User, now: datetime) -> None:
    """Save that the user looks at the dashboard now."""
    before = previous_visit(user, now)
    User.objects.filter(pk=user.pk).update(visited_at=now, visited_before=before)


def _counts(now: datetime, days: list[datetime]) -> dict[str, int]:
    """Return counts of articles, from the cache until an article changes."""
    key = cache_key_until_change("dashboard", days[0])
    return cache.get_or_set(key, lambda: _count(now, days), CACHE_SECONDS) or {}


def _count(now: datetime, days: list[datetime]) -> dict[str, int]:
    """Count articles. Each count uses one partial index, a single aggregate would read all rows."""
    articles, late = Article.objects.all(), now - LATE
    scheduled = articles.filter(scheduled_for__isnull=False)
    overdue = articles.filter(scheduled_for__lte=late).count()
    overdue += articles.filter(expires_at__lte=late).exclude(status=Status.DRAFT).count()
    ends = [days[0] + timedelta(days=2), *days]
    by_day = {
        f"day{n}": Count("pk", filter=Q(went_live_at__gte=day, went_live_at__lt=ends[n]))
        for n, day in enumerate(days)
    }
    return articles.filter(went_live_at__gte=days[-1]).aggregate(**by_day) | {
        "held": articles.filter(held=True).count(),
        "scheduled": scheduled.count(),
        "scheduled_free": scheduled.filter(held=False).count(),
        "overdue": overdue,
        "expires": articles.filter(expires_at__isnull=False).count(),
        "drafts": articles.drafts().order_by()[: MAX_DRAFTS + 1].count(),
    }


def _current_counts(user: User, since: datetime) -> dict[str, int]:
    open_conflicts = Conflict.objects.unresolved()
    return {
        "mine": Article.objects.drafts().filter(assigned_to=user).count(),
        "conflicts": open_conflicts.count(),
        "new_conflicts": open_conflicts.filter(created_at__gt=since).count(),
    }


def _days(now: datetime) -> list[datetime]:
    """Return the beginnings of today and of the days before in the user's zone, newest first."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [today - timedelta(days=n) for n in range(DAYS)]


def _todo_items(counts: dict[str, int], now: datetime) -> list[TodoItem]:
    """Return what needs attention, the most urgent first."""
    drafts, is_more = _drafts(counts)
    waiting = drafts - counts["held"] - counts["scheduled_free"]
    return [
        TodoItem(
            counts["overdue"],
            "overdue",
            reverse("admin:articles_article_schedule"),
            "Should be published or unpublished by now. The schedule says why not.",
            "bad",
        ),
        *_import_problems(now),
        TodoItem(
            counts["conflicts"],
            "open conflict" if counts["conflicts"] == 1 else "open conflicts",
            f"{reverse('admin:articles_conflict_changelist')}?resolved_at__isempty=1",
            "An editor and the source changed the same field.",
            "warn",
        ),
        TodoItem(
            counts["mine"], "assigned to you", _articles(status="draft", assigned="me"), "Drafts."
        ),
        TodoItem(
            waiting,
            "drafts to review",
            reverse("desk:queue"),
            "Neither held nor scheduled.",
            is_more=is_more,
        ),
    ]


def _import_problems(now: datetime) -> list[TodoItem]:
    """Return the failed imports of the last days, and the files that imports refused."""
    failed = Q(state=RunState.FAILED)
    refused = ~failed & Q(totals__refused__gt=0)
    recent = ImportRun.imports.filter(created_at__gt=now - timedelta(days=DAYS))
    found = recent.filter(failed | refused).aggregate(
        failed=Count("pk", filter=failed),
        first_failed=Min("pk", filter=failed),
        refused=Count("pk", filter=refused),
        first_refused=Min("pk", filter=refused),
        files=Sum(Cast(KT("totals__refused"), IntegerField()), filter=refused),
    )
    runs = reverse("admin:articles_importrun_changelist")
    failed_words = "import failed" if found["failed"] == 1 else "imports failed"
    refused_words = "file refused" if found["files"] == 1 else "files refused"
    return [
        TodoItem(
            found["failed"],
            failed_words,
            _only_run(found["failed"], found["first_failed"]) or f"{runs}?state__exact=failed",
            f"In the last {DAYS} days.",
            "bad",
        ),
        TodoItem(
            found["files"] or 0,
            refused_words,
            _only_run(found["refused"], found["first_refused"]) or runs,
            f"By imports in the last {DAYS} days.",
            "warn",
        ),
    ]


def _only_run(number: int, first: int) -> str:
    """Return the address of the run if there is only one."""
    return reverse("admin:articles_importrun_change", args=[first]) if number == 1 else ""


def _drafts(counts: dict[str, int]) -> tuple[int, bool]:
    """Return the number of drafts to show, and whether there are more."""
    return min(counts["drafts"], MAX_DRAFTS), counts["drafts"] > MAX_DRAFTS


def _totals(counts: dict[str, int]) -> list[TodoItem]:
    drafts, is_more = _drafts(counts)
    schedule = reverse("admin:articles_article_schedule")
    return [
        TodoItem(counts["held"], "on hold", _articles(held="yes")),
        TodoItem(counts["scheduled"], "scheduled to be published", schedule),
        TodoItem(counts["expires"], "scheduled to be unpublished", schedule),
        TodoItem(drafts, "drafts in total", _articles(status="draft"), is_more=is_more),
    ]


def _chart(numbers: list[int], days: list[datetime]) -> list[DayBar]:
    """Return the bars, oldest day first; the highest fills the box."""
    top = max(numbers) or 1
    bars = []
    for left, (day, number) in enumerate(zip(reversed(days), reversed(numbers), strict=True)):
        height = max(2, round(100 * number / top)) if number else 0
        bars.append(DayBar(day, number, height, 100 - height, left * 20))
    return bars


def _articles(**query: str) -> str:
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}"
