"""Write what verbs make of many articles at once: a few statements, however many there are.

Each article gets its next version and its event, as from the verb alone. Nobody else may change
the articles meanwhile: they are locked before they are read, and no version is compared here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.content.lookup_cache import LookupCache
from articles.content.writer import replace_content
from articles.db.bulk import insert_rows, stored_time, update_rows
from articles.db.json_text import stored_json
from articles.models import Article, Event, User, Verb
from articles.seeds.cleaning import without_controls
from articles.seeds.records import time_value
from articles.stories.ranking import refresh_neighbours
from articles.workflow.actors import Actor
from articles.workflow.states import was_withdrawn
from articles.workflow.transition_plan import Move

_EVENT_COLUMNS = (
    "article", "version", "at", "actor", "verb", "reason", "before", "after", "import_run",
    "batch", "undone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what occasion articles move: the verb of the events, who, when, in which run or batch."""

    verb: Verb
    by: Actor
    now: datetime
    import_run: int | None = None
    batch: int | None = None
    undone: bool = False


def move_together(moves: Sequence[Move], occasion: Occasion) -> None:
    """Carry out the moves of as many articles; their `version` is the new one from then on."""
    if not moves:
        return
    _write_columns(moves, occasion.now)
    _write_topics(moves)
    for move in moves:
        move.article.version += 1
    insert_rows(Event, _EVENT_COLUMNS, (_event(move, occasion) for move in moves))
    aside = [move for move in moves if was_withdrawn(move.before) != was_withdrawn(move.after)]
    if aside:
        refresh_neighbours([move.article.pk for move in aside])


def _write_columns(moves: Sequence[Move], now: datetime) -> None:
    """All columns that any of them changes, so that one statement fits every article."""
    names = sorted({name for move in moves for name in move.columns})
    rows = (
        (
            move.article.pk,
            *(_stored(move.columns.get(n, getattr(move.article, n))) for n in names),
            move.article.version + 1,
            _stored(now),
        )
        for move in moves
    )
    update_rows(Article, ("id", *names, "version", "updated_at"), rows)


def _write_topics(moves: Sequence[Move]) -> None:
    contents = {
        move.article.pk: {"topics": move.topics} for move in moves if move.topics is not None
    }
    directory = LookupCache()
    directory.ensure_topics(name for values in contents.values() for name in values["topics"])
    replace_content(contents, directory)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return stored_time(time_value(value))
    if isinstance(value, User):
        return value.pk
    return str(value) if isinstance(value, str) else value


def _event(move: Move, occasion: Occasion) -> tuple[Any, ...]:
    return (
        move.article.pk,
        move.article.version,
        _stored(occasion.now),
        occasion.by.pk if isinstance(occasion.by, User) else None,
        occasion.verb.value,
        without_controls(move.reason),
        stored_json(move.before),
        stored_json(move.after),
        occasion.import_run,
        occasion.batch,
        occasion.undone,
    )
