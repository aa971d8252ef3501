"""The state of an article as events store it: its status, hold, times and assignee."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from articles.models import Article, User
from articles.stories.ranking import WITHDRAWN
from articles.workflow.actions import STATE_FIELDS

_TIMES = ("scheduled_for", "went_live_at", "expires_at", "featured_at", "featured_until")


def state_of(article: Article, names: Iterable[str] = STATE_FIELDS) -> dict[str, Any]:
    """Return these columns of an article's state as its Event stores them."""
    return serialize_state({name: getattr(article, name) for name in names})


def serialize_state(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns of the state as an Event stores them: times as ISO text, people by name."""
    return {name: _serialize(columns[name]) for name in STATE_FIELDS if name in columns}


def is_withdrawn(state: Mapping[str, Any]) -> bool:
    """Whether a serialized state is that of an article that outranks nothing any more."""
    return state.get("status") in WITHDRAWN


def restorable_columns(
    state: Mapping[str, Any], now: datetime, people: Mapping[str, User]
) -> dict[str, Any]:
    """Return the columns that restore a serialized state.

    Times that have passed by `now`, and users who are not among the `people`, are left empty.
    """
    columns = {name: state[name] for name in STATE_FIELDS if name in state}
    for name in _TIMES:
        if columns.get(name):
            columns[name] = datetime.fromisoformat(columns[name])
    for name in ("scheduled_for", "expires_at"):
        if columns.get(name) and columns[name] <= now:
            columns[name] = None
    if columns.get("featured_until") and columns["featured_until"] <= now:
        columns |= {"featured_at": None, "featured_until": None}
    if username := columns.get("assigned_to"):
        columns["assigned_to"] = people.get(username)
    return columns


def users_by_name(names: Iterable[str]) -> dict[str, User]:
    """Return the users of these usernames who still exist."""
    return {user.username: user for user in User.objects.filter(username__in={*names})}


def _serialize(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.get_username() if isinstance(value, User) else value
