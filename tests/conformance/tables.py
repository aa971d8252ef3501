"""What stands in the tables, so that a test can say: not one row was written, or: as before.

`whole` is every row of every table as the driver gives it. `desk` and `history` leave out what
two runs of the same work never share, primary keys and clock times, and name rows by what they
are about: an article by source and name, a run by its number in line.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, ForeignKey, Model

from articles.models import (
    Article,
    ArticleTopic,
    Conflict,
    Event,
    ImportItem,
    ImportRun,
    Provider,
    PublishItem,
    PublishRun,
    RelatedLink,
    SeedFile,
    Source,
    Topic,
    User,
)

Rows = dict[str, list[Any]]

CONTENT = (Article, ArticleTopic, RelatedLink, SeedFile, Conflict, Provider, Topic)
RUNS = (Event, ImportItem, ImportRun, PublishItem, PublishRun)
_IDENTITY: dict[type[Model], tuple[str, ...]] = {
    Source: ("name",),
    User: ("username",),
    Provider: ("domain",),
    Topic: ("name",),
    Article: ("source", "name"),
    RelatedLink: ("article", "position"),
}
_CLOCK = {"worker", "cursor", "max_pk"}
_TIMES_THAT_ARE_CONTENT = {"published_at", "scheduled_for", "expires_at"}


def whole() -> Rows:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: _all_rows(cursor, name) for name in names}


def desk(*, without: Iterable[str] = ("version",)) -> Rows:
    """Return what an editor sees: articles with all that belongs to them, seeds, conflicts."""
    return _named(CONTENT, {*without})


def history() -> Rows:
    """Return everything, events and runs too."""
    return _named((*CONTENT, *RUNS), set())


def difference(before: Rows, after: Rows) -> dict[str, tuple[list[Any], list[Any]]]:
    """Return the rows that only one of the two has, by table; readable where an == is not."""
    found = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name, []), after.get(name, [])
        if old != new:
            found[name] = _without(old, new), _without(new, old)
    return found


def _without(rows: list[Any], others: list[Any]) -> list[Any]:
    known = {repr(row) for row in others}
    return [row for row in rows if repr(row) not in known]


def _all_rows(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted((tuple(map(_plain, row)) for row in cursor.fetchall()), key=repr)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _named(models: Iterable[type[Model]], dropped: set[str]) -> Rows:
    names = _Names()
    return {
        model.__name__: sorted((_row(model, row, names, dropped) for row in _rows(model)), key=repr)
        for model in models
    }


def _rows(model: type[Model]) -> Any:
    return model._default_manager.order_by("pk").values()


class _Names:
    """What rows are called, whatever their primary keys are."""

    def __init__(self) -> None:
        self._names: dict[type[Model], dict[int, Any]] = {}

    def of(self, model: type[Model], pk: int | None) -> Any:
        if pk is None:
            return None
        if model not in self._names:
            self._names[model] = dict(self._learn(model))
        return self._names[model].get(pk, "unknown")

    def _learn(self, model: type[Model]) -> Iterable[tuple[int, Any]]:
        columns = _IDENTITY.get(model)
        for number, row in enumerate(_rows(model), start=1):
            if columns is None:
                yield row["id"], f"{model.__name__} {number}"
            else:
                yield row["id"], tuple(self._value(model, row, name) for name in columns)

    def _value(self, model: type[Model], row: dict[str, Any], name: str) -> Any:
        field: Any = model._meta.get_field(name)
        value = row[field.attname]
        return self.of(field.related_model, value) if isinstance(field, ForeignKey) else value


def _row(
    model: type[Model], row: dict[str, Any], names: _Names, dropped: set[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key or field.name in _CLOCK | dropped:
            continue
        if isinstance(field, ForeignKey):
            target: Any = field.related_model
            value = names.of(target, value)
        elif isinstance(field, DateTimeField) and field.name not in _TIMES_THAT_ARE_CONTENT:
            value = value is not None
        elif field.name in _INSIDE:
            value = _INSIDE[field.name](value, names)
        found[field.name] = _plain(value)
    return found


def _created_ids(value: dict[str, list[int]], names: _Names) -> Any:
    nouns = {"providers": Provider, "topics": Topic}
    return {
        kind: sorted(str(names.of(nouns[kind], pk)) for pk in pks) for kind, pks in value.items()
    }


def _snapshot(value: dict[str, Any] | None, names: _Names) -> Any:
    if not value:
        return value
    conflicts = [
        {name: part for name, part in row.items() if name not in {"pk", "run_id"}}
        for row in value.get("conflicts", [])
    ]
    return value | {"missing_since": bool(value.get("missing_since")), "conflicts": conflicts}


_INSIDE: dict[str, Callable[[Any, _Names], Any]] = {
    "created_ids": _created_ids,
    "seed_before": _snapshot,
}


def table_count() -> int:
    """Return how many tables the app has; a guard against comparing nothing with nothing."""
    return len(list(apps.get_app_config("articles").get_models()))
