"""Keep the table of conflicts true while files are merged."""

from collections.abc import Sequence
from typing import Any

from articles.ingest.merge import Merge
from articles.models import Conflict, ImportRun, Resolution


def record_conflicts(run: ImportRun, merges: Sequence[Merge]) -> None:
    """Open a conflict for each field that both sides changed; close those that are over."""
    new: list[Conflict] = []
    for m in merges:
        _close_the_moot(run, m)
        for name, disagreement in m.decision.conflicts.items():
            conflict = m.conflicts.get(name)
            if conflict is None:
                conflict = Conflict(
                    article=m.article,
                    field=name,
                    run=run,
                    base=disagreement.base,
                    created_at=run.created_at,
                )
            conflict.mine, conflict.theirs = disagreement.mine, disagreement.theirs
            if conflict.pk:
                conflict.save(update_fields=["mine", "theirs"])
            else:
                new.append(conflict)
    Conflict.objects.bulk_create(new)


def _close_the_moot(run: ImportRun, m: Merge) -> None:
    for name in m.over:
        conflict = m.conflicts[name]
        conflict.settled_at, conflict.resolution = run.created_at, Resolution.MOOT
        conflict.save(update_fields=["settled_at", "resolution"])


def plain(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as undo needs it."""
    names = ("pk", "run_id", "field", "base", "mine", "theirs")
    return {name: getattr(conflict, name) for name in names}
