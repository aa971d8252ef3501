"""All verbs by name, as a button calls them, and what the house expects of each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Event, Status, Verb
from articles.workflow import transitions
from articles.workflow.actors import Actor
from tests.factories import in_status, person

Act = Callable[..., Event]
LATER = timezone.now() + timedelta(days=2)


def _schedule(article: Article, *, by: Actor, **rest: Any) -> Event:
    return transitions.schedule(article, at=LATER, by=by, **rest)


def _set_expiry(article: Article, *, by: Actor, **rest: Any) -> Event:
    return transitions.set_expiry(article, at=LATER, by=by, **rest)


def _assign(article: Article, *, by: Actor, **rest: Any) -> Event:
    return transitions.assign(article, to=person("Reviewer"), by=by, **rest)


VERBS: dict[str, tuple[Verb, Act]] = {
    "publish": (Verb.PUBLISHED, transitions.publish),
    "send_back": (Verb.SENT_BACK, transitions.send_back),
    "reject": (Verb.REJECTED, transitions.reject),
    "archive": (Verb.ARCHIVED, transitions.archive),
    "reopen": (Verb.REOPENED, transitions.reopen),
    "hold": (Verb.HELD, transitions.hold),
    "release": (Verb.RELEASED, transitions.release),
    "schedule": (Verb.SCHEDULED, _schedule),
    "unschedule": (Verb.UNSCHEDULED, transitions.unschedule),
    "set_expiry": (Verb.EXPIRY_SET, _set_expiry),
    "clear_expiry": (Verb.EXPIRY_CLEARED, transitions.clear_expiry),
    "assign": (Verb.ASSIGNED, _assign),
}
FROM = {
    "publish": {"draft"},
    "send_back": {"published"},
    "reject": {"draft"},
    "archive": {"draft", "published", "rejected"},
    "reopen": {"rejected", "archived"},
    "hold": {"draft"},
    "release": {"draft"},
    "schedule": {"draft"},
    "unschedule": {"draft"},
    "set_expiry": {"draft", "published"},
    "clear_expiry": {"draft", "published"},
    "assign": {"draft", "published", "rejected", "archived"},
}
TO = {
    "publish": "published",
    "send_back": "draft",
    "reject": "rejected",
    "archive": "archived",
    "reopen": "draft",
    "hold": "draft",
    "release": "draft",
    "schedule": "draft",
    "unschedule": "draft",
}
REVIEW = {"reject", "reopen", "hold", "release", "assign"}
MAY = {
    "": set[str](),
    "Reviewer": REVIEW,
    "Editor": set(VERBS),
    "Managing editor": set(VERBS),
    "Superuser": set(VERBS),
}


def may(role: str, verb: str, status: str) -> bool:
    """Whether a role is let, and the status lets it: what was archived takes who may archive."""
    is_put_away = verb == "reopen" and status == Status.ARCHIVED
    return status in FROM[verb] and ("archive" if is_put_away else verb) in MAY[role]


def ready_for(verb: str, status: str, **changes: Any) -> Article:
    """Return an article of a status that lacks nothing else for the verb."""
    if status == Status.DRAFT:
        changes = {"held": verb == "release"} | changes
        changes |= {"scheduled_for": LATER} if verb == "unschedule" else {}
    if verb == "clear_expiry" and status in FROM[verb]:
        changes |= {"expires_at": LATER}
    return in_status(status, **changes)


def do(verb: str, article: Article, **rest: Any) -> Event:
    return VERBS[verb][1](article, **rest)
