"""My work: mentions and assignments, decisions of today, the pace of the team, what is left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count as CountRows
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.desk.access import current_user, staff_page
from articles.desk.queue import count_drafts, to_review_by
from articles.desk.steps import Step, steps
from articles.listing.results import Count
from articles.models import Event, Notification, User, Verb
from articles.workflow.undo_event import UNDOABLE, recent_decisions

MAX_STEPS = 100
"""Steps in the list; older ones are in the history of each article."""
MAX_NOTIFICATIONS = 50
PACE_WINDOW = timedelta(hours=1)
"""The pace is that of the last hour."""
LEAVES_QUEUE = (Verb.PUBLISHED, Verb.REJECTED, Verb.HELD, Verb.SCHEDULED)
"""Actions that take a draft out of the queue: the pace. The counts are of all decisions."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """The decisions of a user today by action, most frequent first."""

    name: str
    total: int
    verbs: list[tuple[str, int]]
    is_me: bool


@dataclass(frozen=True, slots=True)
class Workday:
    """The day so far. `estimated_finish` is when the queue is empty at the present pace."""

    notifications: list[Notification]
    steps: list[Step]
    mine: int
    team: list[Colleague]
    an_hour: int
    left: Count
    estimated_finish: datetime | None


@staff_page()
def my_work(request: HttpRequest) -> HttpResponse:
    """Show the user's decisions of today, the pace of the team, and the drafts that are left."""
    return render(
        request, "desk/my_work.html", {"day": day_of(current_user(request), timezone.now())}
    )


def day_of(user: User, now: datetime) -> Workday:
    """Return the day so far, from midnight in the user's time zone."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    own = steps(user, midnight)
    newest = user.notifications.select_related("article", "note__author", "by")
    left = count_drafts(to_review_by(user))
    recent = _decided(now - PACE_WINDOW)
    pace = recent.filter(verb__in=LEAVES_QUEUE).count()
    return Workday(
        notifications=list(newest[:MAX_NOTIFICATIONS]),
        steps=[step for step, _ in zip(own, range(MAX_STEPS), strict=False)],
        mine=recent_decisions(user, midnight).filter(bulk_action=None).count(),
        team=_team(midnight, user),
        an_hour=recent.count(),
        left=left,
        estimated_finish=_estimate(left, pace, now),
    )


def _estimate(left: Count, pace: int, now: datetime) -> datetime | None:
    if not pace or not left.number or left.is_capped:
        return None
    return now + PACE_WINDOW * (left.number / pace)


def _team(since: datetime, user: User) -> list[Colleague]:
    found = _decided(since).values("actor", "verb").annotate(n=CountRows("pk")).order_by()
    by_person: dict[int, Counter[str]] = {}
    for row in found:
        by_person.setdefault(row["actor"], Counter())[row["verb"]] += row["n"]
    people = User.objects.in_bulk(list(by_person))
    team = [_colleague(people[pk], verbs, user) for pk, verbs in by_person.items() if pk in people]
    return sorted(team, key=lambda one: -one.total)


def _colleague(who: User, verbs: Counter[str], user: User) -> Colleague:
    words = [(str(Verb(verb).label), n) for verb, n in verbs.most_common()]
    return Colleague(str(who), verbs.total(), words, who.pk == user.pk)


def _decided(since: datetime) -> Any:
    """Return the single decisions of users, without those of jobs."""
    events = Event.objects.filter(at__gte=since, verb__in=UNDOABLE, undone=False)
    return events.filter(actor__isnull=False, bulk_action=None, publish_run=None, import_run=None)
