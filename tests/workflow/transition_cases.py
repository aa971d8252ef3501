"""What users expect of each action of an article's page, by its key."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Event, Status
from articles.workflow.action import PRESENT
from articles.workflow.actions import ACTIONS, BY_KEY
from articles.workflow.transitions import perform
from tests.factories import in_status, person

LATER = timezone.now() + timedelta(days=2)
VERBS = {action.key: action.event for action in ACTIONS if action.group}
FROM = {
    "publish": {"draft"},
    "unpublish": {"published"},
    "reject": {"draft"},
    "archive": {"draft", "published", "rejected"},
    "reopen": {"rejected", "archived"},
    "hold": {"draft"},
    "release": {"draft"},
    "recommend": {"draft"},
    "withdraw": {"draft"},
    "schedule": {"draft"},
    "unschedule": {"draft"},
    "set_expiry": {"draft", "published"},
    "clear_expiry": {"draft", "published"},
    "feature": {"published"},
    "unfeature": {"published"},
    "assign": {"draft", "published", "rejected", "archived"},
}
TO = {
    "publish": "published",
    "unpublish": "draft",
    "reject": "rejected",
    "archive": "archived",
    "reopen": "draft",
    "hold": "draft",
    "release": "draft",
    "recommend": "draft",
    "withdraw": "draft",
    "schedule": "draft",
    "unschedule": "draft",
}
REVIEW = {"recommend", "withdraw", "reject", "reopen", "hold", "release", "assign"}
MAY = {
    "": set[str](),
    "Reviewer": REVIEW,
    "Editor": set(VERBS),
    "Managing editor": set(VERBS),
    "Superuser": set(VERBS),
}


def may(role: str, verb: str, status: str) -> bool:
    """Whether role and status allow it; reopening an archived article needs what archiving does."""
    needs_archive = verb == "reopen" and status == Status.ARCHIVED
    return status in FROM[verb] and ("archive" if needs_archive else verb) in MAY[role]


def ready_for(key: str, status: str, **changes: Any) -> Article:
    """Return an article of a status that has all that the action requires."""
    if status in FROM[key]:
        required = BY_KEY[key].required.items()
        changes = {name: LATER if value is PRESENT else value for name, value in required} | changes
    return in_status(status, **changes)


def do(key: str, article: Article, **options: Any) -> Event:
    """Do an action with valid arguments."""
    if "at" in BY_KEY[key].asks:
        options["at"] = LATER
    if "person" in BY_KEY[key].asks:
        options["person"] = person("Reviewer")
    return perform(key, article, **options)
