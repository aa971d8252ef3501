"""Do an action on one article: check permission and version, change it, write its event.

`actions` says which actions there are and what each does.
"""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Article, Event, ImportRun, User
from articles.workflow.action_columns import ActionArgs
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import Actor
from articles.workflow.apply import apply_change
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.plan import plan_action


class Options(TypedDict, total=False):
    """Optional arguments of every action: why, when, and in which import."""

    reason: str
    now: datetime | None
    import_run: ImportRun | None


@retry_on_deadlock
def perform(
    key: str,
    article: Article,
    *,
    by: Actor,
    at: datetime | None = None,
    person: User | None = None,
    **options: Unpack[Options],
) -> Event:
    """Do the action of this key and return its event.

    Raises Stale if `article` is not current any more, NotPossible or NotAllowed as `plan_action`.
    """
    action, run = BY_KEY[key], options.get("import_run")
    now = options.get("now") or timezone.now()
    args, reason = ActionArgs(now, at, person), options.get("reason", "")
    change = plan_action(article, action, args, by=by, reason=reason)
    with transaction.atomic():
        lock_current(article)
        context = EventContext(action.event, by, now, import_run=run.pk if run else None)
        return apply_change(change, context)


def publish(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Publish a complete draft, whatever its score: a person's decision beats a rule."""
    return perform("publish", article, by=by, **options)


def unpublish(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Take a published article off the site; it is a draft again and held."""
    return perform("unpublish", article, by=by, **options)


def reject(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Decide that a draft will not be published. It stays rejected when it is imported again."""
    return perform("reject", article, by=by, **options)


def archive(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Take an article off the site and out of its story."""
    return perform("archive", article, by=by, **options)


def reopen(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Make a rejected or archived article a draft again."""
    return perform("reopen", article, by=by, **options)


def hold(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Keep a draft out of publish runs and off the schedule until it is released."""
    return perform("hold", article, by=by, **options)


def release(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Let publish runs have a held draft again."""
    return perform("release", article, by=by, **options)


def schedule(article: Article, *, at: datetime, by: Actor, **options: Unpack[Options]) -> Event:
    """Publish a complete draft at a time in the future, before its unpublish time."""
    return perform("schedule", article, by=by, at=at, **options)


def unschedule(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Take a draft off the schedule."""
    return perform("unschedule", article, by=by, **options)


def set_expiry(article: Article, *, at: datetime, by: Actor, **options: Unpack[Options]) -> Event:
    """Set when a published article, or a draft once it is published, is unpublished again."""
    return perform("set_expiry", article, by=by, at=at, **options)


def clear_expiry(article: Article, *, by: Actor, **options: Unpack[Options]) -> Event:
    """Let an article stay published until it is unpublished or archived."""
    return perform("clear_expiry", article, by=by, **options)


def assign(article: Article, *, to: User | None, by: Actor, **options: Unpack[Options]) -> Event:
    """Assign an article to a person; None unassigns it."""
    return perform("assign", article, by=by, person=to, **options)
