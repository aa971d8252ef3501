"""The verbs that move an article: each checks permission and version, changes, records.

`states` says which verb leads from where to where.
"""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Batch, Event, ImportRun, User, Verb
from articles.seeds.limits import LIMITS
from articles.stories.rivals import SET_ASIDE, refresh_rivals_of_neighbours

from .errors import NotPossible
from .history import allow, change_row, record
from .states import TRANSITIONS, obstacle_to, permission_to, state_values


class How(TypedDict, total=False):
    """What every verb may be told beside who does it: why, when, and in which run or batch."""

    reason: str
    now: datetime | None
    import_run: ImportRun | None
    batch: Batch | None


def publish(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Make a draft live, whatever its score: a person's word beats a rule.

    A time to come down that has passed no longer counts.
    """
    columns: dict[str, Any] = {"went_live_at": _moment(how)}
    if article.expires_at is not None and article.expires_at <= _moment(how):
        columns["expires_at"] = None
    return _apply(article, Verb.PUBLISHED, by, how, **columns)


def send_back(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Take a published article off the site; it is a draft again and held."""
    return _apply(article, Verb.SENT_BACK, by, how)


def reject(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Decide that a draft will not run. It stays rejected when it is imported again."""
    return _apply(article, Verb.REJECTED, by, how)


def archive(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Put an article away, off the site and out of the way of its story."""
    return _apply(article, Verb.ARCHIVED, by, how)


def reopen(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Make a rejected article a draft again, or an archived one: that takes who may archive."""
    return _apply(article, Verb.REOPENED, by, how)


def hold(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Keep a draft out of publish runs and off the schedule until it is released."""
    return _apply(article, Verb.HELD, by, how)


def release(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Let publish runs have a held draft again."""
    return _apply(article, Verb.RELEASED, by, how)


def schedule(article: Article, *, at: datetime, by: User | None, **how: Unpack[How]) -> Event:
    """Decide that a draft goes live at a time in the future, before it is to come down."""
    check_time(at, _moment(how), "publish at")
    if article.expires_at is not None and at >= article.expires_at:
        down = f"{article.expires_at:%Y-%m-%d %H:%M} UTC"
        raise NotPossible(f"“{article.title}” is to come down at {down}. Choose an earlier time.")
    return _apply(article, Verb.SCHEDULED, by, how, scheduled_for=at)


def unschedule(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Take a draft off the schedule."""
    return _apply(article, Verb.UNSCHEDULED, by, how)


def set_expiry(article: Article, *, at: datetime, by: User | None, **how: Unpack[How]) -> Event:
    """Decide when a live article, or a draft once it is live, comes down again."""
    check_time(at, _moment(how), "come down at")
    if article.scheduled_for is not None and at <= article.scheduled_for:
        up = f"{article.scheduled_for:%Y-%m-%d %H:%M} UTC"
        raise NotPossible(f"“{article.title}” goes live at {up}. Choose a later time.")
    return _apply(article, Verb.EXPIRY_SET, by, how, expires_at=at)


def clear_expiry(article: Article, *, by: User | None, **how: Unpack[How]) -> Event:
    """Let an article stay live until somebody decides otherwise."""
    return _apply(article, Verb.EXPIRY_CLEARED, by, how)


def assign(article: Article, *, to: User | None, by: User | None, **how: Unpack[How]) -> Event:
    """Give an article to somebody to look after, or, with None, to nobody."""
    check_colleague(to)
    if (to.pk if to else None) == article.assigned_to_id:
        raise NotPossible(f"“{article.title}” is assigned to {to or 'nobody'} already.")
    return _apply(article, Verb.ASSIGNED, by, how, assigned_to=to)


def possible_verbs(article: Article, by: User) -> list[Verb]:
    """Return what this person may do with this article now, for buttons."""
    return [
        verb
        for verb in TRANSITIONS
        if obstacle_to(article, verb) is None
        and by.has_perm(f"articles.{permission_to(verb, article.status)}")
    ]


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


def _moment(how: How) -> datetime:
    """When the verb happens: one time for all that is written of it."""
    now = how.get("now") or timezone.now()
    how["now"] = now
    return now


def _apply(article: Article, verb: Verb, by: User | None, how: How, **columns: Any) -> Event:
    transition, now = TRANSITIONS[verb], _moment(how)
    allow(by, permission_to(verb, article.status))
    if obstacle := obstacle_to(article, verb):
        raise NotPossible(obstacle)
    columns = transition.columns | columns
    before = state_values(article, columns)
    with transaction.atomic():
        change_row(article, now, **columns)
        after = state_values(article, columns)
        event = record(
            article,
            verb,
            by=by,
            now=now,
            reason=how.get("reason", ""),
            before=before,
            after=after,
            import_run=how.get("import_run"),
            batch=how.get("batch"),
        )
        refresh_story(article, before, after)
    return event


def refresh_story(article: Article, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Judge the neighbours again where the article was set aside or came back."""
    if (before.get("status") in SET_ASIDE) != (after.get("status") in SET_ASIDE):
        refresh_rivals_of_neighbours([article.pk])
