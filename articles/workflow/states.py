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


def state_values(article: Article, names: Iterable[str] = STATE_FIELDS) -> dict[str, Any]:
    """Return the article's state as an Event keeps it: times as ISO text, a person by name."""
    wanted = set(names)
    return {name: _kept(getattr(article, name)) for name in STATE_FIELDS if name in wanted}


def state_told(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns of an article's state as an Event keeps them."""
    return {name: _kept(columns[name]) for name in STATE_FIELDS if name in columns}


def was_withdrawn(state: Mapping[str, Any]) -> bool:
    """Whether an Event's `before` or `after` tells of an article that is in nobody's way."""
    return state.get("status") in WITHDRAWN


def state_columns(
    values: Mapping[str, Any], people: Mapping[str, User] | None = None
) -> dict[str, Any]:
    """Return the columns that an Event's `before` or `after` tells of, the state only.

    Somebody who is gone by now is nobody. `people` are those who are here by name, where that is
    known already.
    """
    columns = {name: values[name] for name in STATE_FIELDS if name in values}
    for name in TIMES:
        if columns.get(name):
            columns[name] = datetime.fromisoformat(columns[name])
    if username := columns.get("assigned_to"):
        here = people_called([username]) if people is None else people
        columns["assigned_to"] = here.get(username)
    return columns


def people_called(names: Iterable[str]) -> dict[str, User]:
    """Return by name those of these people who are (still) here."""
    return {user.username: user for user in User.objects.filter(username__in={*names})}


def former_columns(
    values: Mapping[str, Any], now: datetime, people: Mapping[str, User] | None = None
) -> dict[str, Any]:
    """Return the columns that bring a former state back, without times that have passed since."""
    columns = state_columns(values, people)
    for name in ("scheduled_for", "expires_at"):
        if columns.get(name) and columns[name] <= now:
            columns[name] = None
    return columns


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.get_username() if isinstance(value, User) else value
