"""Keep the table of conflicts true while files are merged."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from articles.models import Conflict, ImportRun, Resolution

from .merge import Merge

OpenConflicts = dict[int, dict[str, Conflict]]


def open_conflicts(merges: Sequence[Merge]) -> OpenConflicts:
    """Return the articles' open conflicts by article and field, in one query."""
    found: OpenConflicts = defaultdict(dict)
    pks = [m.article.pk for m in merges]
    for conflict in Conflict.objects.unsettled().filter(article__in=pks):
        found[conflict.article_id][conflict.field] = conflict
    return found


def record_conflicts(run: ImportRun, merges: Sequence[Merge], known: OpenConflicts) -> None:
    """Open a conflict for each field that both sides changed; close those that are over."""
    new: list[Conflict] = []
    for m in merges:
        _close_the_moot(run, m, known)
        for name, disagreement in m.decision.conflicts.items():
            conflict = known.get(m.article.pk, {}).get(name)
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


def _close_the_moot(run: ImportRun, m: Merge, known: OpenConflicts) -> None:
    for name in (*m.decision.agreed, *m.decision.take):
        conflict = known.get(m.article.pk, {}).get(name)
        if conflict:
            conflict.settled_at, conflict.resolution = run.created_at, Resolution.MOOT
            conflict.save(update_fields=["settled_at", "resolution"])


def plain(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as undo needs it."""
    names = ("pk", "run_id", "field", "base", "mine", "theirs")
    return {name: getattr(conflict, name) for name in names}
