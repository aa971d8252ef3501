"""Open and close conflicts while files are merged."""

from collections.abc import Iterator, Sequence
from typing import Any

from articles.ingest.merge import Merge
from articles.models import Conflict, ImportRun
from articles.workflow.conflicts import close, save_open


def record_conflicts(run: ImportRun, merges: Sequence[Merge]) -> None:
    """Open a conflict for each field that both sides changed; close those that are over."""
    close((merge.conflicts[name] for merge in merges for name in merge.obsolete), run.created_at)
    save_open(conflict for merge in merges for conflict in _conflicts(run, merge))


def _conflicts(run: ImportRun, merge: Merge) -> Iterator[Conflict]:
    for name, sides in merge.decision.conflicts.items():
        conflict = merge.conflicts.get(name) or Conflict(
            article=merge.article, field=name, run=run, base=sides.base, created_at=run.created_at
        )
        conflict.ours, conflict.source = sides.ours, sides.source
        yield conflict


def snapshot(conflict: Conflict) -> dict[str, Any]:
    """Return an open conflict as `workflow.conflicts.restore` needs it."""
    names = ("pk", "run_id", "field", "base", "ours", "source")
    return {name: getattr(conflict, name) for name in names}
