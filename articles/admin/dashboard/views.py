"""The dashboard: what needs attention, totals, what was published, and recent activity.

The number of drafts that the rules would publish takes longer to count, so the page requests it
after it has loaded.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.admin.base.charts import bars
from articles.admin.dashboard.activity import activity_since, recent_imports
from articles.admin.dashboard.home_page import home_page
from articles.admin.dashboard.todo import (
    DAYS,
    TodoItem,
    articles_url,
    count_articles,
    count_for_user,
    last_days,
    todo_items,
    totals,
)
from articles.admin.publishing.threshold import threshold_url
from articles.admin.publishing.threshold_form import rule_params
from articles.desk.access import current_user, is_fragment, staff_page
from articles.jobs.heartbeat import ALIVE, last_beat
from articles.models import Article, User
from articles.publishing.draft_counts import count_drafts, count_kept_back, judge_groups
from articles.publishing.rules import default_rule, rules_in_force

VISIT_GAP = timedelta(minutes=30)
"""After such a pause the next look at the dashboard begins another visit."""
MAX_KEPT = 3
"""Runs that kept drafts back, each with a line of its own."""


def dashboard_context(user: User, now: datetime | None = None) -> dict[str, Any]:
    """Return the context of the dashboard for a user who may view articles."""
    now = now or timezone.now()
    since = previous_visit(user, now)
    days = last_days(now)
    counts = count_articles(now, days) | count_for_user(user, since or now)
    beat = last_beat()
    published = [counts[f"day{n}"] for n in range(DAYS)]
    return {
        "now": now,
        "since": since,
        "urgent": [item for item in todo_items(counts, now, user) if item.number],
        "is_new": not Article.objects.exists(),
        "standing": totals(counts),
        "chart": bars([*zip(days, published, strict=True)][::-1], step=20, height=100),
        "today": published[0],
        "week": sum(published),
        "week_address": articles_url(status="published", live_from=f"{days[-1]:%Y-%m-%d}"),
        "today_address": articles_url(status="published", live_from=f"{days[0]:%Y-%m-%d}"),
        "news": activity_since(since, user, recent_imports(), counts["new_conflicts"])
        if since
        else [],
        **home_page(now),
        "beat": beat,
        "is_asleep": beat is None or now - beat > ALIVE,
    }


@staff_page()
def ready_view(request: HttpRequest) -> HttpResponse:
    """Show how many drafts the rules would publish, as a fragment of the dashboard or a page."""
    may_publish = current_user(request).has_perm("articles.publish_article")
    address = articles_url(status="draft", ready="yes")
    if may_publish:
        address = threshold_url(**rule_params(default_rule()))
    more = "Review and publish them on the threshold page." if may_publish else ""
    ready, kept = count_ready()
    lines = [TodoItem(ready, "ready to publish under the rules", address, more)]
    lines += [
        TodoItem(number, f"kept back in publish run {run}", _kept_url(run), "Not changed since.")
        for run, number in kept.most_common(MAX_KEPT)
    ]
    context = {"title": "Ready to publish", "lines": lines}
    name = "_ready_count" if is_fragment(request) else "ready_count"
    return render(request, f"admin/dashboard/{name}.html", context)


@staff_page()
@require_POST
def visited_view(request: HttpRequest) -> HttpResponse:
    """Record that the user has seen the dashboard. The page sends this when it has loaded."""
    record_visit(current_user(request), timezone.now())
    return HttpResponseRedirect(reverse("admin:index"))


def count_ready() -> tuple[int, Counter[int]]:
    """Return how many drafts a run by the rules would publish, without those that a person's run
    kept back, and the number of these by run."""
    rules = rules_in_force()
    kept = count_kept_back(rules, {})
    return judge_groups(count_drafts(rules, {}), rules).published - kept.total(), kept


def _kept_url(run: int) -> str:
    return f"{reverse('admin:articles_publishrun_change', args=[run])}?outcome=kept"


def previous_visit(user: User, now: datetime) -> datetime | None:
    """Return when the user last looked at the dashboard during the visit before this one."""
    last = user.visited_at
    return user.visited_before if last and now - last < VISIT_GAP else last


def record_visit(user: User, now: datetime) -> None:
    """Save that the user looks at the dashboard now."""
    before = previous_visit(user, now)
    User.objects.filter(pk=user.pk).update(visited_at=now, visited_before=before)
