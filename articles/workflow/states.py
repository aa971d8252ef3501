"""The states of an article, and which verb leads from where to where.

    draft --publish--> published --send back--> draft, held
    draft --reject--> rejected --reopen--> draft
    anything --archive--> archived --reopen--> draft, by those who may archive
    draft: hold, release, schedule, unschedule
    draft, published: set and clear the time to come down
    anything: assign

What is incomplete is neither published nor scheduled, whoever asks.
What a person sends back is held: a human verdict wins over a rule, so that no run publishes
it again before somebody releases it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.models import Article, Status, User, Verb
from articles.stories.ranking import WITHDRAWN

TIMES = ("scheduled_for", "went_live_at", "expires_at")
STATE_FIELDS = ("status", "held", *TIMES, "assigned_to")
_FREE = {"held": False, "scheduled_for": None}
_AWAY = {**_FREE, "went_live_at": None, "expires_at": None}


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a verb leads where, and what it takes.

    `whole` says that an incomplete article is refused: nobody can read it.
    `needs` names a column that must hold something, `lacks` says what it means when it is empty.
    `stricter` names the permission for those states from which another one is needed.
    """

    sources: frozenset[Status]
    permission: str
    columns: dict[str, Any] = field(default_factory=dict)
    held: bool | None = None
    whole: bool = False
    needs: str = ""
    lacks: str = ""
    stricter: dict[Status, str] = field(default_factory=dict)


def _from(*sources: Status) -> frozenset[Status]:
    return frozenset(sources)


TRANSITIONS = {
    Verb.PUBLISHED: Transition(
        _from(Status.DRAFT),
        "publish_article",
        {"status": Status.PUBLISHED, **_FREE},
        whole=True,
    ),
    Verb.SENT_BACK: Transition(
        _from(Status.PUBLISHED),
        "publish_article",
        {"status": Status.DRAFT, "held": True, "went_live_at": None, "expires_at": None},
    ),
    Verb.REJECTED: Transition(
        _from(Status.DRAFT),
        "review_article",
        {"status": Status.REJECTED, **_FREE, "expires_at": None},
    ),
    Verb.ARCHIVED: Transition(
        _from(Status.DRAFT, Status.PUBLISHED, Status.REJECTED),
        "publish_article",
        {"status": Status.ARCHIVED, **_AWAY},
    ),
    Verb.REOPENED: Transition(
        _from(Status.REJECTED, Status.ARCHIVED),
        "review_article",
        {"status": Status.DRAFT},
        stricter={Status.ARCHIVED: "publish_article"},
    ),
    Verb.HELD: Transition(_from(Status.DRAFT), "review_article", {"held": True}, held=False),
    Verb.RELEASED: Transition(_from(Status.DRAFT), "review_article", {"held": False}, held=True),
    Verb.SCHEDULED: Transition(_from(Status.DRAFT), "publish_article", whole=True),
    Verb.UNSCHEDULED: Transition(
        _from(Status.DRAFT),
        "publish_article",
        {"scheduled_for": None},
        needs="scheduled_for",
        lacks="is not scheduled",
    ),
    Verb.EXPIRY_SET: Transition(_from(Status.DRAFT, Status.PUBLISHED), "publish_article"),
    Verb.EXPIRY_CLEARED: Transition(
        _from(Status.DRAFT, Status.PUBLISHED),
        "publish_article",
        {"expires_at": None},
        needs="expires_at",
        lacks="has no time to come down",
    ),
    Verb.ASSIGNED: Transition(_from(*Status), "review_article"),
}


def permission_to(verb: Verb, status: str) -> str:
    """Return the right that the verb takes with an article of this status."""
    transition = TRANSITIONS[verb]
    return transition.stricter.get(Status(status), transition.permission)


def obstacle_to(article: Article, verb: Verb) -> str | None:
    """Return why the article's state does not allow the verb, in words; None where it does."""
    transition = TRANSITIONS[verb]
    if transition.needs and getattr(article, transition.needs) is None:
        return f"“{article.title}” {transition.lacks}."
    if article.status not in transition.sources:
        status = article.get_status_display().lower()
        return f"“{article.title}” is {status}: it cannot be {verb.label}."
    if transition.held is not None and article.held != transition.held:
        return f"“{article.title}” is {'held already' if article.held else 'not held'}."
    if transition.whole and (lack := article.lack):
        named = article.title or article.name
        return f"“{named}” {lack}: it is incomplete and cannot be {verb.label}."
    return None


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
    for name in TIMES:
        if columns.get(name):
            columns[name] = datetime.fromisoformat(columns[name])
    for name in ("scheduled_for", "expires_at"):
        if columns.get(name) and columns[name] <= now:
            columns[name] = None
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
