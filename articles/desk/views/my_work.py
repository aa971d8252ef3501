"""My work: what I decided today, how the team gets on, and what is left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.desk.access import current_user, staff_page
from articles.desk.queue import MOST
from articles.desk.steps import Step, steps
from articles.models import Article, Event, User, Verb
from articles.workflow.undo_event import UNDOABLE, recent_decisions

SHOWN = 100
"""Steps that the page lists; the history knows the others."""
PACE = timedelta(hours=1)
"""How much of the day tells how quickly the work goes now."""
SETTLING = (Verb.PUBLISHED, Verb.REJECTED, Verb.HELD, Verb.SCHEDULED)
"""What takes a draft out of the queue."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """What somebody decided today, by verb, the most first."""

    name: str
    total: int
    verbs: list[tuple[str, int]]
    is_me: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The day so far. `left` is capped at `MOST`; `ends` when the queue is through at this pace."""

    steps: list[Step]
    mine: int
    team: list[Colleague]
    an_hour: int
    left: int
    is_capped: bool
    ends: datetime | None


@staff_page()
def my_work(request: HttpRequest) -> HttpResponse:
    """Show one's decisions of today with their undoing, the team's pace, and what is left."""
    return render(
        request, "desk/my_work.html", {"day": day_of(current_user(request), timezone.now())}
    )


def day_of(user: User, now: datetime) -> Day:
    """Return the day so far, which begins at midnight UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    own = steps(user, midnight)
    counted = Article.objects.to_review().order_by()[: MOST + 1].count()
    an_hour = _decided(now - PACE).filter(verb__in=SETTLING).count()
    return Day(
        steps=[step for step, _ in zip(own, range(SHOWN), strict=False)],
        mine=recent_decisions(user, midnight).filter(batch=None).count(),
        team=_team(midnight, user),
        an_hour=an_hour,
        left=min(counted, MOST),
        is_capped=counted > MOST,
        ends=now + PACE * (counted / an_hour) if an_hour and 0 < counted <= MOST else None,
    )


def _team(since: datetime, user: User) -> list[Colleague]:
    found = _decided(since).values("actor", "verb").annotate(n=Count("pk")).order_by()
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
    """What people decided one by one; what runs and batches did is no pace of people."""
    events = Event.objects.filter(at__gte=since, verb__in=UNDOABLE, undone=False)
    return events.filter(actor__isnull=False, batch=None, publish_run=None, import_run=None)
