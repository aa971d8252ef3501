"""The numbers on the dashboard: what needs attention, and totals, each with the page behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, IntegerField, Min, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from articles.desk.draft_filter import passed_by
from articles.desk.queue import leaves_recommended
from articles.models import (
    Article,
    Conflict,
    FetchState,
    ImageFetch,
    ImportRun,
    RunState,
    Status,
    User,
)
from articles.publishing.draft_counts import cache_key_until_change
from articles.publishing.schedule import LATE

DAYS = 7
CACHE_SECONDS = 30
MAX_DRAFTS = 100_000
"""Drafts are counted up to this number: counting a million would make the page wait."""
MAX_PICTURES = 1_000
MANY_PICTURES = 20
"""Fewer pictures that could not be fetched need no attention: some addresses never answer."""


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


def count_articles(now: datetime, days: list[datetime]) -> dict[str, int]:
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
        "recommended": articles.to_review().filter(recommended=True).count(),
        "overdue": overdue,
        "expires": articles.filter(expires_at__isnull=False).count(),
        "drafts": articles.drafts().order_by()[: MAX_DRAFTS + 1].count(),
    }


def count_for_user(user: User, since: datetime) -> dict[str, int]:
    open_conflicts = Conflict.objects.unresolved()
    passed = Article.objects.to_review().filter(passed_by(user))
    if leaves_recommended(user):
        passed = passed.filter(recommended=False)
    return {
        "passed": passed.count(),
        "mine": Article.objects.drafts().filter(assigned_to=user).count(),
        "unread": user.notifications.unread().count(),
        "conflicts": open_conflicts.count(),
        "new_conflicts": open_conflicts.filter(created_at__gt=since).count(),
    }


def last_days(now: datetime) -> list[datetime]:
    """Return the beginnings of today and of the days before in the user's zone, newest first."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [today - timedelta(days=n) for n in range(DAYS)]


def todo_items(counts: dict[str, int], now: datetime, user: User) -> list[TodoItem]:
    """Return what needs the user's attention, the most urgent first."""
    drafts, is_more = _drafts(counts)
    waiting = drafts - counts["held"] - counts["scheduled_free"] - counts["passed"]
    if leaves_recommended(user):
        waiting -= counts["recommended"]
    return [
        TodoItem(
            counts["overdue"],
            "overdue",
            reverse("admin:articles_article_schedule"),
            "Should be published or unpublished by now. The schedule says why not.",
            "bad",
        ),
        *_import_problems(now),
        _missing_pictures(now),
        TodoItem(
            counts["conflicts"],
            "open conflict" if counts["conflicts"] == 1 else "open conflicts",
            f"{reverse('admin:articles_conflict_changelist')}?resolved_at__isempty=1",
            "An editor and the source changed the same field.",
            "warn",
        ),
        TodoItem(
            counts["unread"],
            "new mention or assignment" if counts["unread"] == 1 else "new mentions or assignments",
            reverse("desk:my_work"),
            "Under My work.",
        ),
        TodoItem(
            counts["recommended"],
            "recommended draft" if counts["recommended"] == 1 else "recommended drafts",
            f"{reverse('desk:queue')}?recommended=yes",
            "Reviewers recommend them; an editor decides.",
        ),
        TodoItem(
            counts["mine"],
            "assigned to you",
            articles_url(status="draft", assigned="me"),
            "Drafts.",
        ),
        TodoItem(
            waiting,
            "drafts to review",
            reverse("desk:queue"),
            "Neither held nor scheduled, nor passed by you.",
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
    refused_words = "file rejected" if found["files"] == 1 else "files rejected"
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


def _missing_pictures(now: datetime) -> TodoItem:
    """Return how many of the last days' pictures could not be fetched, if they are many."""
    failed = ImageFetch.objects.filter(
        state=FetchState.FAILED, created_at__gt=now - timedelta(days=DAYS)
    )
    number = failed.order_by()[: MAX_PICTURES + 1].count()
    return TodoItem(
        min(number, MAX_PICTURES) if number >= MANY_PICTURES else 0,
        "pictures could not be fetched",
        f"{reverse('admin:articles_imagefetch_changelist')}?state=failed",
        f"Of articles from the last {DAYS} days.",
        "warn",
        is_more=number > MAX_PICTURES,
    )


def _only_run(number: int, first: int) -> str:
    """Return the address of the run if there is only one."""
    return reverse("admin:articles_importrun_change", args=[first]) if number == 1 else ""


def _drafts(counts: dict[str, int]) -> tuple[int, bool]:
    """Return the number of drafts to show, and whether there are more."""
    return min(counts["drafts"], MAX_DRAFTS), counts["drafts"] > MAX_DRAFTS


def totals(counts: dict[str, int]) -> list[TodoItem]:
    drafts, is_more = _drafts(counts)
    schedule = reverse("admin:articles_article_schedule")
    return [
        TodoItem(counts["held"], "on hold", articles_url(held="yes")),
        TodoItem(counts["scheduled"], "scheduled to be published", schedule),
        TodoItem(counts["expires"], "scheduled to be unpublished", schedule),
        TodoItem(drafts, "drafts in total", articles_url(status="draft"), is_more=is_more),
    ]


def articles_url(**query: str) -> str:
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}"
