"""The verbs that move an article: each checks permission and version, changes, records.

    draft --publish--> published --send back--> draft, held
    draft --reject--> rejected --reopen--> draft
    anything --archive--> archived --reopen--> draft
    draft: hold, release, schedule, unschedule

What a person sends back is held: a human verdict wins over a rule, so that no run publishes
it again before somebody releases it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Event, ImportRun, Status, User, Verb
from articles.stories.rivals import SET_ASIDE, refresh_rivals_of_neighbours

from .errors import NotPossible
from .history import allow, change_row, record

_FREE = {"held": False, "scheduled_for": None}
STATE_FIELDS = ("status", "held", "scheduled_for", "went_live_at")


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a verb leads where, and what it takes."""

    sources: frozenset[Status]
    permission: str
    columns: dict[str, Any] = field(default_factory=dict)
    held: bool | None = None


def _from(*sources: Status) -> frozenset[Status]:
    return frozenset(sources)


TRANSITIONS = {
    Verb.PUBLISHED: Transition(
        _from(Status.DRAFT), "publish_article", {"status": Status.PUBLISHED, **_FREE}
    ),
    Verb.SENT_BACK: Transition(
        _from(Status.PUBLISHED),
        "publish_article",
        {"status": Status.DRAFT, "held": True, "went_live_at": None},
    ),
    Verb.REJECTED: Transition(
        _from(Status.DRAFT), "review_article", {"status": Status.REJECTED, **_FREE}
    ),
    Verb.ARCHIVED: Transition(
        _from(Status.DRAFT, Status.PUBLISHED, Status.REJECTED),
        "publish_article",
        {"status": Status.ARCHIVED, "went_live_at": None, **_FREE},
    ),
    Verb.REOPENED: Transition(
        _from(Status.REJECTED, Status.ARCHIVED), "review_article", {"status": Status.DRAFT}
    ),
    Verb.HELD: Transition(_from(Status.DRAFT), "review_article", {"held": True}, held=False),
    Verb.RELEASED: Transition(_from(Status.DRAFT), "review_article", {"held": False}, held=True),
    Verb.SCHEDULED: Transition(_from(Status.DRAFT), "publish_article"),
    Verb.UNSCHEDULED: Transition(_from(Status.DRAFT), "publish_article", {"scheduled_for": None}),
}


def publish(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Make a draft live, whatever its score: a person's word beats a rule."""
    now = now or timezone.now()
    return _apply(article, Verb.PUBLISHED, by=by, reason=reason, now=now, went_live_at=now)


def send_back(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Take a published article off the site; it is a draft again and held."""
    return _apply(article, Verb.SENT_BACK, by=by, reason=reason, now=now)


def reject(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Decide that a draft will not run. It stays rejected when it is imported again."""
    return _apply(article, Verb.REJECTED, by=by, reason=reason, now=now)


def archive(
    article: Article,
    *,
    by: User | None,
    reason: str = "",
    now: datetime | None = None,
    import_run: ImportRun | None = None,
) -> Event:
    """Put an article away, off the site and out of the way of its story."""
    return _apply(article, Verb.ARCHIVED, by=by, reason=reason, now=now, import_run=import_run)


def reopen(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Make a rejected or archived article a draft again."""
    return _apply(article, Verb.REOPENED, by=by, reason=reason, now=now)


def hold(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Keep a draft out of publish runs and off the schedule until it is released."""
    return _apply(article, Verb.HELD, by=by, reason=reason, now=now)


def release(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Let publish runs have a held draft again."""
    return _apply(article, Verb.RELEASED, by=by, reason=reason, now=now)


def schedule(
    article: Article,
    *,
    at: datetime,
    by: User | None,
    reason: str = "",
    now: datetime | None = None,
) -> Event:
    """Decide that a draft goes live at a time in the future."""
    now = now or timezone.now()
    if timezone.is_naive(at):
        raise NotPossible("The time to publish at has no time zone.")
    if at <= now:
        raise NotPossible("The time to publish at has passed. Choose one in the future.")
    return _apply(article, Verb.SCHEDULED, by=by, reason=reason, now=now, scheduled_for=at)


def unschedule(
    article: Article, *, by: User | None, reason: str = "", now: datetime | None = None
) -> Event:
    """Take a draft off the schedule."""
    if article.scheduled_for is None:
        raise NotPossible(f"“{article.title}” is not scheduled.")
    return _apply(article, Verb.UNSCHEDULED, by=by, reason=reason, now=now)


def possible_verbs(article: Article, by: User) -> list[Verb]:
    """Return what this person may do with this article now, for buttons."""
    return [
        verb
        for verb, transition in TRANSITIONS.items()
        if _obstacle(article, verb, transition) is None
        and by.has_perm(f"articles.{transition.permission}")
        and (verb != Verb.UNSCHEDULED or article.scheduled_for is not None)
    ]


def _apply(
    article: Article,
    verb: Verb,
    *,
    by: User | None,
    reason: str,
    now: datetime | None,
    import_run: ImportRun | None = None,
    **columns: Any,
) -> Event:
    transition = TRANSITIONS[verb]
    now = now or timezone.now()
    allow(by, transition.permission)
    obstacle = _obstacle(article, verb, transition)
    if obstacle:
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
            reason=reason,
            before=before,
            after=after,
            import_run=import_run,
        )
        if (before.get("status") in SET_ASIDE) != (after.get("status") in SET_ASIDE):
            refresh_rivals_of_neighbours([article.pk])
    return event


def _obstacle(article: Article, verb: Verb, transition: Transition) -> str | None:
    if article.status not in transition.sources:
        status = article.get_status_display().lower()
        return f"“{article.title}” is {status}: it cannot be {verb.label}."
    if transition.held is not None and article.held != transition.held:
        return f"“{article.title}” is {'held already' if article.held else 'not held'}."
    return None


def state_values(article: Article, names: Any = STATE_FIELDS) -> dict[str, Any]:
    """Return the article's state as an Event keeps it: times as ISO text."""
    values = {name: getattr(article, name) for name in STATE_FIELDS if name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
