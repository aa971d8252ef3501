"""Write history: each change of an article is one version and one Event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import JSONField, QuerySet, Value

from articles.db.bulk import insert_rows, insert_select, stored_time
from articles.db.json_text import stored_json
from articles.models import Article, Event, Verb
from articles.seeds.cleaning import without_controls
from articles.seeds.records import time_value
from articles.workflow.actors import Actor, System, token_name, user_or_none

_COLUMNS = (
    "article", "version", "at", "actor", "by_system", "token_name", "verb", "reason", "before",
    "after", "import_run", "publish_run", "bulk_action", "undone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventContext:
    """What the events of one operation have in common.

    The jobs are primary keys. `undone` marks the events of an undo, which do not count as a later
    change.
    """

    verb: Verb
    by: Actor
    now: datetime
    import_run: int | None = None
    publish_run: int | None = None
    bulk_action: int | None = None
    undone: bool = False


class NewEvent(NamedTuple):
    """What differs from event to event. Values are JSON, of the shapes that `Event` documents."""

    article: int
    version: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str = ""


def write_events(context: EventContext, events: Iterable[NewEvent]) -> None:
    """Store the events of one operation. Control characters are removed from the reasons."""
    actor, token = user_or_none(context.by), token_name(context.by)
    at, verb = stored_time(time_value(context.now)), context.verb.value
    insert_rows(
        Event,
        _COLUMNS,
        (
            (
                event.article,
                event.version,
                at,
                actor.pk if actor else None,
                actor is None,
                token,
                verb,
                without_controls(event.reason),
                stored_json(event.before),
                stored_json(event.after),
                context.import_run,
                context.publish_run,
                context.bulk_action,
                context.undone,
            )
            for event in events
        ),
    )


def write_event(context: EventContext, article: Article, event: NewEvent) -> Event:
    """Store and return one event."""
    return Event.objects.create(
        article=article,
        version=event.version,
        at=context.now,
        actor=user_or_none(context.by),
        by_system=isinstance(context.by, System),
        token_name=token_name(context.by),
        verb=context.verb,
        reason=without_controls(event.reason),
        before=dict(event.before),
        after=dict(event.after),
        import_run_id=context.import_run,
        publish_run_id=context.publish_run,
        bulk_action_id=context.bulk_action,
        undone=context.undone,
    )


def insert_events(
    context: EventContext,
    source: QuerySet[Any, Any],
    *,
    article: Any,
    version: Any,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Store an event for each row of `source` in one statement, all with the same values.

    `article` and `version` are expressions over `source`.
    """
    actor = user_or_none(context.by)
    columns = {
        "article": article,
        "version": version,
        "at": Value(context.now),
        "actor": Value(actor.pk if actor else None, output_field=Event._meta.pk),
        "by_system": Value(actor is None),
        "token_name": Value(token_name(context.by)),
        "verb": Value(context.verb.value),
        "reason": Value(reason),
        "before": Value(dict(before), JSONField()),
        "after": Value(dict(after), JSONField()),
        "publish_run": Value(context.publish_run),
        "undone": Value(context.undone),
    }
    insert_select(Event, columns, source)
