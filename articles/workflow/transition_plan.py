"""What a verb makes of an article, told before anything is written.

plan_move(article, verb) -> Change -> apply
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import Article, User, Verb
from articles.seeds.limits import LIMITS
from articles.workflow.actors import Actor
from articles.workflow.apply import Change
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_permission
from articles.workflow.states import (
    TRANSITIONS,
    obstacle_to,
    permission_to,
    serialize_state,
    state_of,
)
from articles.workflow.times import format_time


@dataclass(frozen=True, slots=True)
class Given:
    """When a verb happens, and what it must be told: a time, or a person (None: nobody)."""

    now: datetime
    at: datetime | None = None
    person: User | None = None


def plan_move(article: Article, verb: Verb, given: Given, *, by: Actor, reason: str = "") -> Change:
    """Return what the verb would change. Raises NotPossible or NotAllowed as the verb does."""
    own = _OWN_COLUMNS[verb](article, given) if verb in _OWN_COLUMNS else {}
    require_permission(by, permission_to(verb, article.status))
    if obstacle := obstacle_to(article, verb):
        raise NotPossible(obstacle)
    columns = TRANSITIONS[verb].columns | own
    before, after = state_of(article, columns), serialize_state(columns)
    return Change(article, before, after, columns=columns, reason=reason)


def check_time(at: datetime, now: datetime, what: str) -> None:
    """Raise NotPossible unless a time has a zone and lies in the future that we know."""
    if timezone.is_naive(at):
        raise NotPossible(f"The time to {what} has no time zone.")
    if at <= now:
        raise NotPossible(f"The time to {what} has passed. Choose one in the future.")
    if at > LIMITS.latest:
        raise NotPossible(f"The time to {what} is too far away. Choose one before 2200.")


def check_colleague(person: User | None) -> None:
    """Raise NotPossible for somebody who cannot review articles here."""
    if person is not None and not person.has_perm("articles.review_article"):
        raise NotPossible(f"{person} cannot work on articles here. Choose somebody of the desk.")


def _to_publish(article: Article, given: Given) -> dict[str, Any]:
    """A time to come down that has passed no longer counts."""
    columns: dict[str, Any] = {"went_live_at": given.now}
    if article.expires_at is not None and article.expires_at <= given.now:
        columns["expires_at"] = None
    return columns


def _to_schedule(article: Article, given: Given) -> dict[str, Any]:
    at = _time(given)
    check_time(at, given.now, "publish at")
    if article.expires_at is not None and at >= article.expires_at:
        down = format_time(article.expires_at)
        raise NotPossible(f"“{article.title}” is to come down at {down}. Choose an earlier time.")
    return {"scheduled_for": at}


def _to_expire(article: Article, given: Given) -> dict[str, Any]:
    at = _time(given)
    check_time(at, given.now, "come down at")
    if article.scheduled_for is not None and at <= article.scheduled_for:
        up = format_time(article.scheduled_for)
        raise NotPossible(f"“{article.title}” goes live at {up}. Choose a later time.")
    return {"expires_at": at}


def _to_assign(article: Article, given: Given) -> dict[str, Any]:
    to = given.person
    check_colleague(to)
    if (to.pk if to else None) == article.assigned_to_id:
        raise NotPossible(f"“{article.title}” is assigned to {to or 'nobody'} already.")
    return {"assigned_to": to}


def _time(given: Given) -> datetime:
    if given.at is None:
        raise NotPossible("Choose a time.")
    return given.at


_OWN_COLUMNS: dict[Verb, Callable[[Article, Given], dict[str, Any]]] = {
    Verb.PUBLISHED: _to_publish,
    Verb.SCHEDULED: _to_schedule,
    Verb.EXPIRY_SET: _to_expire,
    Verb.ASSIGNED: _to_assign,
}
"""What a verb writes beside the columns of its transition."""
