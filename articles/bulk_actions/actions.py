"""What a batch can do to an article, and what it must be told for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from articles.models import User, Verb
from articles.models.value_fields import empty_values
from articles.workflow.actors import Actor
from articles.workflow.edit import check_new_names, check_values
from articles.workflow.errors import NotPossible
from articles.workflow.resolve_conflicts import chosen
from articles.workflow.states import TRANSITIONS
from articles.workflow.transition_plan import check_colleague, check_time

_PLAIN = (
    Verb.PUBLISHED, Verb.SENT_BACK, Verb.REJECTED, Verb.ARCHIVED, Verb.REOPENED, Verb.HELD,
    Verb.RELEASED, Verb.UNSCHEDULED, Verb.EXPIRY_CLEARED,
)  # fmt: skip
_TIMED = {Verb.SCHEDULED: "publish at", Verb.EXPIRY_SET: "come down at"}
BATCH_VERBS = (*_PLAIN, *_TIMED, Verb.ASSIGNED, Verb.EDITED, Verb.SETTLED)


@dataclass(frozen=True, slots=True)
class BulkArgs:
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
    def conflict_filter(self) -> Q:
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


def check_details(verb: Verb, details: Mapping[str, Any], now: datetime, by: Actor) -> None:
    """Raise NotPossible, in words, where something is missing or not acceptable.

    To reject takes a reason; to schedule, or to set a time to come down, a time in the future;
    to assign a person, or None for nobody; to edit the name of a topic to add or remove; to
    settle conflicts whose value is taken.
    """
    args = read_args(details)
    if verb == Verb.REJECTED and not args.reason.strip():
        raise NotPossible("Say why these articles are rejected.")
    if verb in _TIMED:
        if args.at is None:
            raise NotPossible("Choose a time.")
        check_time(args.at, now, _TIMED[verb])
    if verb == Verb.ASSIGNED:
        if "person" not in details:
            raise NotPossible("Choose somebody.")
        check_colleague(args.person)
    if verb == Verb.SETTLED:
        chosen(args.resolution)
    if verb == Verb.EDITED:
        if not args.topic:
            raise NotPossible("Name a topic.")
        check_values(empty_values(), {"topics": [args.topic]})
        if not args.remove:
            check_new_names({"topics": [args.topic]}, by)


def read_args(details: Mapping[str, Any]) -> BulkArgs:
    """Return the details as the verb takes them. Raises NotPossible where a time is none, or
    somebody is gone."""
    person = details.get("person")
    return BulkArgs(
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
