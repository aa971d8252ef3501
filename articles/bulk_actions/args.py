"""The arguments of a bulk action: check them, store them as JSON, and read them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from articles.models import BulkAction, User
from articles.models.value_fields import empty_values
from articles.workflow.action import Action
from articles.workflow.action_columns import check_assignee, checked_time
from articles.workflow.actions import ACTIONS, BY_KEY
from articles.workflow.actors import Actor
from articles.workflow.edit import check_new_names, check_values
from articles.workflow.errors import NotPossible

_OPTIONS = {name for action in ACTIONS for name in action.options}


@dataclass(frozen=True, slots=True)
class BulkArgs:
    """The arguments, as an action takes them."""

    reason: str = ""
    at: datetime | None = None
    person: User | None = None
    topic: str = ""
    remove: bool = False
    resolution: str = ""
    conflicts: tuple[int, ...] = ()
    field: str = ""
    merge: str = ""
    old: str = ""
    into: str = ""

    @property
    def conflict_filter(self) -> Q:
        """Which open conflicts of an article are meant: all, some by key, or those of a field."""
        named = Q(pk__in=self.conflicts) if self.conflicts else Q()
        return named & (Q(field=self.field) if self.field else Q())


def bulk_action(key: str) -> Action:
    """Return the action of a key, or raise NotPossible if it is none for many articles."""
    action = BY_KEY.get(key)
    if action is None or not action.in_bulk:
        raise NotPossible("Choose an action.")
    return action


def action_of(job: BulkAction) -> Action:
    """Return what a stored bulk action does."""
    wanted = {name: job.details[name] for name in _OPTIONS if job.details.get(name)}
    return next(
        action
        for action in ACTIONS
        if action.in_bulk and action.event == job.verb and action.options == wanted
    )


def check_args(action: Action, details: Mapping[str, Any], now: datetime, by: Actor) -> None:
    """Raise NotPossible or NotAllowed if an argument is missing or not acceptable."""
    args = read_args(details)
    if args.merge and not (args.old and args.into):
        raise NotPossible("Name what to merge, and into what.")
    if action.is_reason_required and not args.reason.strip():
        raise NotPossible("Give a reason.")
    if "at" in action.asks:
        checked_time(args.at, now)
    if "person" in action.asks:
        if "person" not in details:
            raise NotPossible("Choose a person.")
        check_assignee(args.person)
    if "topic" in action.asks:
        if not args.topic:
            raise NotPossible("Name a topic.")
        check_values(empty_values(), {"topics": [args.topic]})
        if not args.remove:
            check_new_names({"topics": [args.topic]}, by)


def read_args(details: Mapping[str, Any]) -> BulkArgs:
    """Return the stored arguments. Raises NotPossible for an invalid time or a deleted person."""
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
        merge=str(details.get("merge") or ""),
        old=str(details.get("old") or ""),
        into=str(details.get("into") or ""),
    )


def _time(at: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(at) if at else None
    except (TypeError, ValueError) as error:
        raise NotPossible("This is not a valid time.") from error


def _person(pk: Any) -> User:
    found = User.objects.filter(pk=pk).first() if isinstance(pk, int) else None
    if found is None:
        raise NotPossible("That person does not exist or was deleted.")
    return found
