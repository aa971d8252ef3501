"""Compute the columns that an action writes, where they depend on the article or the arguments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import Article, User
from articles.seeds.limits import LIMITS
from articles.workflow.errors import NotPossible
from articles.workflow.times import format_time


@dataclass(frozen=True, slots=True)
class ActionArgs:
    """When an action happens, and what it was given: a time, or a person (None to unassign)."""

    now: datetime
    at: datetime | None = None
    person: User | None = None


def publication_columns(article: Article, args: ActionArgs) -> dict[str, Any]:
    """An unpublish time that has passed does not count any more."""
    columns: dict[str, Any] = {"went_live_at": args.now}
    if article.expires_at is not None and article.expires_at <= args.now:
        columns["expires_at"] = None
    return columns


def schedule_columns(article: Article, args: ActionArgs) -> dict[str, Any]:
    at = checked_time(args.at, args.now)
    if article.expires_at is not None and at >= article.expires_at:
        end = format_time(article.expires_at)
        raise NotPossible(f"“{article.title}” is unpublished at {end}. Choose an earlier time.")
    return {"scheduled_for": at}


def expiry_columns(article: Article, args: ActionArgs) -> dict[str, Any]:
    at = checked_time(args.at, args.now)
    if article.scheduled_for is not None and at <= article.scheduled_for:
        start = format_time(article.scheduled_for)
        raise NotPossible(f"“{article.title}” is published at {start}. Choose a later time.")
    return {"expires_at": at}


def feature_columns(_article: Article, args: ActionArgs) -> dict[str, Any]:
    return {"featured_at": args.now, "featured_until": checked_time(args.at, args.now)}


def assignment_columns(article: Article, args: ActionArgs) -> dict[str, Any]:
    check_assignee(args.person)
    if (args.person.pk if args.person else None) == article.assigned_to_id:
        already = f"assigned to {args.person}" if args.person else "unassigned"
        raise NotPossible(f"“{article.title}” is already {already}.")
    return {"assigned_to": args.person}


def checked_time(at: datetime | None, now: datetime) -> datetime:
    """Return the time. Raises NotPossible unless it has a zone and lies before 2200, ahead."""
    if at is None:
        raise NotPossible("Choose a time.")
    if timezone.is_naive(at):
        raise NotPossible("The time has no time zone.")
    if at <= now:
        raise NotPossible("This time has passed. Choose one in the future.")
    if at > LIMITS.latest:
        raise NotPossible("This time is too far away. Choose one before 2200.")
    return at


def check_assignee(person: User | None) -> None:
    """Raise NotPossible for a person who cannot review articles here."""
    if person is not None and not person.has_perm("articles.review_article"):
        raise NotPossible(f"{person} cannot review articles. Choose someone else.")
