"""What a batch can do to an article, and what it must be told for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Never

from django.db.models import Q

from articles.models import Article, Batch, Event, User, Verb
from articles.models.value_fields import empty_values
from articles.workflow import transitions
from articles.workflow.actors import Actor, starter_of
from articles.workflow.edit import allow_edit, check_values, chosen, edit, settle_all
from articles.workflow.errors import NotPossible
from articles.workflow.states import TRANSITIONS
from articles.workflow.transition_plan import Move, check_colleague, check_time
from articles.workflow.transitions import How

Act = Callable[[Article], Event | None]
_PLAIN = {
    Verb.PUBLISHED: transitions.publish,
    Verb.SENT_BACK: transitions.send_back,
    Verb.REJECTED: transitions.reject,
    Verb.ARCHIVED: transitions.archive,
    Verb.REOPENED: transitions.reopen,
    Verb.HELD: transitions.hold,
    Verb.RELEASED: transitions.release,
    Verb.UNSCHEDULED: transitions.unschedule,
    Verb.EXPIRY_CLEARED: transitions.clear_expiry,
}
_TIMED = {
    Verb.SCHEDULED: (transitions.schedule, "publish at"),
    Verb.EXPIRY_SET: (transitions.set_expiry, "come down at"),
}
BATCH_VERBS = (*_PLAIN, *_TIMED, Verb.ASSIGNED, Verb.EDITED, Verb.SETTLED)
_SOUND = empty_values() | {"title": "Any", "published_at": "2031-05-04T08:00:00Z"}
"""An article with which nothing is wrong, to try topics on: they depend on no other field."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The details of a batch as its verb takes them."""

    reason: str = ""
    at: datetime | None = None
    person: User | None = None
    topic: str = ""
    remove: bool = False
    resolution: str = ""
    conflicts: tuple[int, ...] = ()
    field: str = ""

    @property
    def among(self) -> Q:
        """Which open conflicts of an article are meant: all, some by key, or those of a field."""
        named = Q(pk__in=self.conflicts) if self.conflicts else Q()
        return named & (Q(field=self.field) if self.field else Q())


def permission_for(verb: Verb) -> str:
    """Return the right that somebody needs to start a batch of this verb."""
    if verb not in BATCH_VERBS:
        raise NotPossible(f"Many articles at once cannot be {verb.label}.")
    if verb == Verb.SETTLED:
        return "settle_conflict"
    return TRANSITIONS[verb].permission if verb in TRANSITIONS else "change_article"


def check_details(verb: Verb, details: Mapping[str, Any], now: datetime) -> None:
    """Raise NotPossible, in words, where something is missing or not acceptable.

    To reject takes a reason; to schedule, or to set a time to come down, a time in the future;
    to assign a person, or None for nobody; to edit the name of a topic to add or remove; to
    settle conflicts whose value is taken.
    """
    terms = read_terms(details)
    if verb == Verb.REJECTED and not terms.reason.strip():
        raise NotPossible("Say why these articles are rejected.")
    if verb in _TIMED:
        if terms.at is None:
            raise NotPossible("Choose a time.")
        check_time(terms.at, now, _TIMED[verb][1])
    if verb == Verb.ASSIGNED:
        if "person" not in details:
            raise NotPossible("Choose somebody.")
        check_colleague(terms.person)
    if verb == Verb.SETTLED:
        chosen(terms.resolution)
    if verb == Verb.EDITED:
        if not terms.topic:
            raise NotPossible("Name a topic.")
        check_values(empty_values(), {"topics": [terms.topic]})


def act_of(batch: Batch) -> Act:
    """Return what the batch does to one article. Where somebody that it was told is gone by now,
    it refuses each article for that reason."""
    try:
        terms = read_terms(batch.details)
    except NotPossible as error:
        return partial(refuse, why=f"{error} Nothing was done.")
    return _act(batch, terms)


def refuse(_article: Article, *, why: str) -> Never:
    """Raise NotPossible for whatever article it is."""
    raise NotPossible(why)


def _act(batch: Batch, terms: Terms) -> Act:
    verb, by = Verb(batch.verb), starter_of(batch)
    how: How = {"reason": terms.reason, "batch": batch}
    if verb in _TIMED and terms.at is not None:
        return partial(_TIMED[verb][0], at=terms.at, by=by, **how)
    if verb == Verb.ASSIGNED:
        return partial(transitions.assign, to=terms.person, by=by, **how)
    if verb == Verb.SETTLED:
        resolution = chosen(terms.resolution)
        return partial(settle_all, resolution=resolution, by=by, batch=batch, among=terms.among)
    if verb == Verb.EDITED:
        return partial(_change_topics, terms=terms, batch=batch)
    return partial(_PLAIN[verb], by=by, **how)


def _change_topics(article: Article, *, terms: Terms, batch: Batch) -> Event | None:
    names = list(article.article_topics.order_by("position").values_list("topic__name", flat=True))
    wanted = _wanted_topics(article, names, terms)
    return edit(article, {"topics": wanted}, by=starter_of(batch), reason=terms.reason, batch=batch)


def plan_topics(article: Article, names: list[str], terms: Terms, *, by: Actor) -> Move:
    """Return what `editing.edit` would change of an article with topics of these names, and raise
    what it would."""
    wanted = _wanted_topics(article, names, terms)
    allow_edit(article, by)
    check_values(_SOUND, {"topics": wanted})
    return Move(article, {"topics": names}, {"topics": wanted}, {}, wanted, terms.reason)


def _wanted_topics(article: Article, names: list[str], terms: Terms) -> list[str]:
    if terms.remove != (terms.topic in names):
        has = "does not have" if terms.remove else "has"
        raise NotPossible(f"“{article.title}” {has} the topic {terms.topic}.")
    wanted = [name for name in names if name != terms.topic]
    return wanted + ([] if terms.remove else [terms.topic])


def read_terms(details: Mapping[str, Any]) -> Terms:
    """Return the details as the verb takes them. Raises NotPossible where a time is none, or
    somebody is gone."""
    person = details.get("person")
    return Terms(
        reason=str(details.get("reason") or ""),
        at=_time(details.get("at")),
        person=_person(person) if person is not None else None,
        topic=str(details.get("topic") or "").strip(),
        remove=bool(details.get("remove")),
        resolution=str(details.get("resolution") or ""),
        conflicts=tuple(details.get("conflicts") or ()),
        field=str(details.get("field") or ""),
    )


def _time(at: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(at) if at else None
    except (TypeError, ValueError) as error:
        raise NotPossible("This is not a time.") from error


def _person(pk: Any) -> User:
    found = User.objects.filter(pk=pk).first() if isinstance(pk, int) else None
    if found is None:
        raise NotPossible("There is nobody of this name here (any more).")
    return found
