"""Open, close and reopen conflicts: the only writer of their table.

A conflict is about a field that both an editor and the source have changed. Whether one arises
is decided by `ingest.merge`; how people resolve one, by `resolve_conflicts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from articles.db.bulk import update_rows
from articles.db.json_text import stored_json
from articles.models import Conflict, ImportRun, Resolution
from articles.workflow.actors import Actor, user_or_none
from articles.workflow.errors import NotPossible


def save_open(conflicts: Iterable[Conflict]) -> None:
    """Store new conflicts, and both sides' values of those that are open already."""
    found = list(conflicts)
    Conflict.objects.bulk_create([each for each in found if not each.pk])
    known = [each for each in found if each.pk]
    if known:
        Conflict.objects.bulk_update(known, ["ours", "source"])


def resolve(pks: Sequence[int], resolution: Resolution, *, by: Actor, now: datetime) -> None:
    """End open conflicts by a person's decision; NotPossible if one has just been ended."""
    still_open = Conflict.objects.unresolved().filter(pk__in=pks)
    columns = {"resolved_at": now, "resolved_by": user_or_none(by), "resolution": resolution}
    if still_open.update(**columns) != len(pks):
        raise NotPossible("This conflict has just been resolved by someone else.")


def close_obsolete(values: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """End conflicts about fields that now hold the source's value: `values` by article."""
    still_open = Conflict.objects.unresolved().filter(article__in=list(values))
    obsolete = [
        conflict
        for conflict in still_open
        if conflict.field in values[conflict.article_id]
        and conflict.source == values[conflict.article_id][conflict.field]
    ]
    close(obsolete, now)


def close(conflicts: Iterable[Conflict], now: datetime) -> None:
    """End conflicts that need no decision any more."""
    pks = [conflict.pk for conflict in conflicts]
    if pks:
        Conflict.objects.filter(pk__in=pks).update(resolved_at=now, resolution=Resolution.OBSOLETE)


def reopen(pks: Sequence[int]) -> None:
    """Make conflicts open again."""
    if pks:
        Conflict.objects.filter(pk__in=pks).update(
            resolved_at=None, resolved_by=None, resolution=""
        )


def restore(run: ImportRun, snapshots: Mapping[int, Mapping[str, Any]]) -> None:
    """Undo what an import did to the conflicts of articles.

    Its own conflicts are deleted; those that it changed or closed are open again as in the
    `snapshots`, which hold `conflicts` as `ingest.conflicts.snapshot` returns them.
    """
    Conflict.objects.filter(article__in=list(snapshots), run=run, resolved_by=None).delete()
    rows = {row["pk"]: row for each in snapshots.values() for row in each.get("conflicts", ())}
    if not rows:
        return
    left = Conflict.objects.filter(pk__in=list(rows), resolved_by=None).values_list("pk", flat=True)
    names = ("id", "run", "field", "base", "ours", "source", "resolved_at", "resolution")
    update_rows(Conflict, names, [(pk, *_columns(rows[pk]), None, "") for pk in left])


def _columns(row: Mapping[str, Any]) -> tuple[Any, ...]:
    sides = (row[name] for name in ("base", "ours", "source"))
    return row["run_id"], row["field"], *(None if v is None else stored_json(v) for v in sides)
