"""The front page: what waits for a person now, what stands by, what went live, what is new.

Its counts take two queries. What is ready by the rules is judged from the tally of the drafts,
asked for after the page.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Min, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.admin.dashboard.activity import news_since, recent_imports
from articles.admin.dashboard.counts import counted
from articles.desk.access import current_user, is_fragment
from articles.jobs.heartbeat import ALIVE, last_beat
from articles.models import Article, Conflict, ImportRun, RunState, Status, User
from articles.publishing.draft_counts import KEPT_SECONDS, judge_tally, key_until_change, tally
from articles.publishing.rules import rules_in_force
from articles.publishing.schedule import LATE

DAYS = 7
VISIT = timedelta(minutes=30)
"""After such a pause the next look at the front page begins another visit."""
STEP = timedelta(minutes=1)
"""Looks within one are not written down one by one."""
MOST_DRAFTS = 100_000
"""Drafts are counted no further: "100,000+" says enough, and a million would make the page wait."""
ARTICLES = "admin:articles_article_changelist"


@dataclass(frozen=True, slots=True)
class Line:
    """A number, or that it is more than that; what it counts, where it leads, words beneath."""

    number: int
    words: str
    address: str
    more: str = ""
    tone: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart: its parts in a box 100 high."""

    day: datetime
    number: int
    height: int
    top: int
    left: int


def front_page(user: User, now: datetime | None = None) -> dict[str, Any]:
    """Return what the front page shows to a person who may see articles, in twelve queries."""
    now = now or timezone.now()
    since = visit(user, now)
    days = _days(now)
    counts = _counts(_sets(user, now, since), days)
    imports = recent_imports()
    beat = last_beat()
    return {
        "now": now,
        "since": since,
        "urgent": _urgent(counts, _in_need(now)),
        "standing": _standing(counts),
        "chart": _chart(counts, days),
        "today": counts["day0"],
        "week": sum(counts[f"day{n}"] for n in range(DAYS)),
        "week_address": _articles(status="published", live_from=f"{days[-1]:%Y-%m-%d}"),
        "today_address": _articles(status="published", live_from=f"{days[0]:%Y-%m-%d}"),
        "news": news_since(since, user, imports, counts["new_conflicts"]) if since else [],
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
    }


def ready_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Count what is ready by the rules: a line of the front page, or a page of its own."""
    user = current_user(request)
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    ready, may_publish = count_ready(), user.has_perm("articles.publish_article")
    address = _articles(status="draft", ready="yes")
    if may_publish:
        address = reverse("admin:articles_publishrun_threshold")
    more = "The threshold page shows which, and publishes them." if may_publish else ""
    context |= {
        "title": "Ready by the rules",
        "line": Line(ready, "ready to publish by the rules", address, more),
    }
    fragment = is_fragment(request)
    template = (
        "admin/dashboard/_ready_count.html" if fragment else "admin/dashboard/ready_count.html"
    )
    return TemplateResponse(request, template, context)


def count_ready() -> int:
    """Return how many drafts a run by the rules would publish; as kept as the tally is."""
    rules = rules_in_force()
    return judge_tally(tally(rules, {}), rules).published


def visit(user: User, now: datetime) -> datetime | None:
    """Note that a person looks, and return when they looked last in the visit before."""
    last = user.visited_at
    if last is None or now - last >= VISIT:
        user.visited_before = last
    if last is None or now - last >= STEP:
        user.visited_at = now
        seen = {"visited_at": now, "visited_before": user.visited_before}
        User.objects.filter(pk=user.pk).update(**seen)
    return user.visited_before


def _counts(sets: dict[str, QuerySet[Any]], days: list[datetime]) -> dict[str, int]:
    """Count in one query; what there may be very many of only when something has changed."""
    key = key_until_change("front", days[0])
    kept: dict[str, int] | None = cache.get(key)
    if kept is not None:
        return counted(sets) | kept
    many = _many(days)
    counts = counted(sets | many)
    cache.set(key, {name: counts[name] for name in many}, KEPT_SECONDS)
    return counts


def _many(days: list[datetime]) -> dict[str, QuerySet[Any]]:
    """What there may be very many of: drafts, and what went live each day."""
    ends = [days[0] + timedelta(days=2), *days]
    gone_live: dict[str, QuerySet[Any]] = {
        f"day{place}": Article.objects.filter(went_live_at__gte=day, went_live_at__lt=ends[place])
        for place, day in enumerate(days)
    }
    return gone_live | {"drafts": Article.objects.drafts().order_by()[: MOST_DRAFTS + 1]}


def _sets(user: User, now: datetime, since: datetime | None) -> dict[str, QuerySet[Any]]:
    """What is counted; each set is a stretch of one index (only drafts are held or scheduled)."""
    articles, unsettled = Article.objects.all(), Conflict.objects.unsettled()
    late = now - LATE
    return {
        "held": articles.filter(held=True),
        "scheduled": articles.filter(scheduled_for__isnull=False),
        "scheduled_free": articles.filter(scheduled_for__isnull=False, held=False),
        "late_up": articles.filter(scheduled_for__lte=late),
        "late_down": articles.filter(expires_at__lte=late).exclude(status=Status.DRAFT),
        "expires": articles.filter(expires_at__isnull=False),
        "mine": articles.drafts().filter(assigned_to=user),
        "conflicts": unsettled,
        "new_conflicts": unsettled.filter(created_at__gt=since or now),
    }


def _days(now: datetime) -> list[datetime]:
    """Return the beginnings of today and of the days before, in UTC, the newest first."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return [today - timedelta(days=n) for n in range(DAYS)]


def _in_need(now: datetime) -> dict[str, int | None]:
    """Count the imports of these days that failed, and those that left files behind (with how many
    files): how many, and the first of them."""
    week = ImportRun.objects.filter(created_at__gt=now - timedelta(days=DAYS))
    failed = Q(state=RunState.FAILED)
    left = ~failed & Q(totals__refused__gt=0)
    return week.filter(failed | left).aggregate(
        failed=Count("pk", filter=failed),
        first_failed=Min("pk", filter=failed),
        left=Count("pk", filter=left),
        first_left=Min("pk", filter=left),
        files=Sum(Cast(KT("totals__refused"), IntegerField()), filter=left),
    )


def _urgent(counts: dict[str, int], in_need: dict[str, int | None]) -> list[Line]:
    """What waits for a person, the most pressing first; what is none is not shown."""
    drafts, is_more = _drafts(counts)
    waiting = drafts - counts["held"] - counts["scheduled_free"]
    lines = [
        Line(
            counts["late_up"] + counts["late_down"],
            "overdue",
            _to("admin:articles_article_schedule"),
            "Should be live, or down, by now. The schedule says why not.",
            "bad",
        ),
        _failed_imports(in_need["failed"] or 0, in_need["first_failed"]),
        _refused_files(in_need["left"] or 0, in_need["first_left"], in_need["files"] or 0),
        Line(
            counts["conflicts"],
            "conflict to settle" if counts["conflicts"] == 1 else "conflicts to settle",
            f"{reverse('admin:articles_conflict_changelist')}?settled_at__isempty=1",
            "An editor and the source changed the same field. Ours stands until you choose.",
            "warn",
        ),
        Line(
            counts["mine"],
            "assigned to you",
            _articles(status="draft", assigned="me"),
            "Drafts that somebody asked you to look after.",
        ),
        Line(waiting, "drafts waiting", _desk(), "Neither held nor scheduled.", is_more=is_more),
    ]
    return [line for line in lines if line.number]


def _failed_imports(number: int, first: int | None) -> Line:
    address = f"{reverse('admin:articles_importrun_changelist')}?state__exact=failed"
    words = "import failed" if number == 1 else "imports failed"
    return Line(number, words, _only(number, first) or address, "In the last seven days.", "bad")


def _refused_files(number: int, first: int | None, files: int) -> Line:
    words = "file refused" if files == 1 else "files refused"
    many = f"By {number} imports in the last seven days."
    more = many if number > 1 else "By an import in the last seven days; it says why."
    address = _only(number, first) or reverse("admin:articles_importrun_changelist")
    return Line(files, words, address, more, "warn")


def _only(number: int, first: int | None) -> str:
    """Where there is only one run, its own page says most."""
    return reverse("admin:articles_importrun_change", args=[first]) if number == 1 else ""


def _drafts(counts: dict[str, int]) -> tuple[int, bool]:
    """Return the number of drafts as it is told, and whether there are more."""
    return min(counts["drafts"], MOST_DRAFTS), counts["drafts"] > MOST_DRAFTS


def _standing(counts: dict[str, int]) -> list[Line]:
    drafts, is_more = _drafts(counts)
    return [
        Line(counts["held"], "held", _articles(held="yes")),
        Line(counts["scheduled"], "scheduled to go live", _to("admin:articles_article_schedule")),
        Line(counts["expires"], "to come down", _to("admin:articles_article_schedule")),
        Line(drafts, "drafts in all", _articles(status="draft"), is_more=is_more),
    ]


def _chart(counts: dict[str, int], days: list[datetime]) -> list[Bar]:
    """Return the bars from the oldest day on, the highest filling the box."""
    numbers = [counts[f"day{place}"] for place in range(DAYS)]
    top = max(numbers) or 1
    bars = []
    for left, (day, number) in enumerate(zip(reversed(days), reversed(numbers), strict=True)):
        height = max(2, round(100 * number / top)) if number else 0
        bars.append(Bar(day, number, height, 100 - height, left * 20))
    return bars


def _articles(**query: str) -> str:
    narrowed = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse(ARTICLES)}?{narrowed}"


def _desk() -> str:
    """Drafts are looked through at the desk."""
    return _to("desk:queue") or _articles(status="draft", held="no", scheduled="no")


def _to(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
