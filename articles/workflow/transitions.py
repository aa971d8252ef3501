"""The verbs that move an article: each checks permission and version, changes, records.

`states` says which verb leads from where to where.
"""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Article, Event, ImportRun, User, Verb
from articles.workflow.actors import Actor
from articles.workflow.apply import apply_change
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.states import TRANSITIONS, obstacle_to, permission_to
from articles.workflow.transition_plan import Given, plan_move


class How(TypedDict, total=False):
    """Optional arguments of every action: why, when, and in which import."""

    reason: str
    now: datetime | None
    import_run: ImportRun | None


def publish(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Make a draft live, whatever its score: a person's word beats a rule. It must be complete.

    A time to come down that has passed no longer counts.
    """
    return _apply(article, Verb.PUBLISHED, by, how)


def send_back(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Take a published article off the site; it is a draft again and held."""
    return _apply(article, Verb.SENT_BACK, by, how)


def reject(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Decide that a draft will not run. It stays rejected when it is imported again."""
    return _apply(article, Verb.REJECTED, by, how)


def archive(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Put an article away, off the site and out of the way of its story."""
    return _apply(article, Verb.ARCHIVED, by, how)


def reopen(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Make a rejected article a draft again, or an archived one: that takes who may archive."""
    return _apply(article, Verb.REOPENED, by, how)


def hold(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Keep a draft out of publish runs and off the schedule until it is released."""
    return _apply(article, Verb.HELD, by, how)


def release(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Let publish runs have a held draft again."""
    return _apply(article, Verb.RELEASED, by, how)


def schedule(article: Article, *, at: datetime, by: Actor, **how: Unpack[How]) -> Event:
    """Decide that a complete draft goes live at a time to come, before it is to come down."""
    return _apply(article, Verb.SCHEDULED, by, how, at=at)


def unschedule(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Take a draft off the schedule."""
    return _apply(article, Verb.UNSCHEDULED, by, how)


def set_expiry(article: Article, *, at: datetime, by: Actor, **how: Unpack[How]) -> Event:
    """Decide when a live article, or a draft once it is live, comes down again."""
    return _apply(article, Verb.EXPIRY_SET, by, how, at=at)


def clear_expiry(article: Article, *, by: Actor, **how: Unpack[How]) -> Event:
    """Let an article stay live until somebody decides otherwise."""
    return _apply(article, Verb.EXPIRY_CLEARED, by, how)


def assign(article: Article, *, to: User | None, by: Actor, **how: Unpack[How]) -> Event:
    """Give an article to somebody to look after, or, with None, to nobody."""
    return _apply(article, Verb.ASSIGNED, by, how, to=to)


def possible_verbs(article: Article, by: User) -> list[Verb]:
    """Return what this person may do with this article now, for buttons."""
    return [
        verb
        for verb in TRANSITIONS
        if obstacle_to(article, verb) is None
        and by.has_perm(f"articles.{permission_to(verb, article.status)}")
    ]


@retry_on_deadlock
def _apply(
    article: Article,
    verb: Verb,
    by: Actor,
    how: How,
    *,
    at: datetime | None = None,
    to: User | None = None,
) -> Event:
    now, run = how.get("now") or timezone.now(), how.get("import_run")
    change = plan_move(article, verb, Given(now, at, to), by=by, reason=how.get("reason", ""))
    with transaction.atomic():
        lock_current(article)
        return apply_change(change, EventContext(verb, by, now, import_run=run.pk if run else None))
