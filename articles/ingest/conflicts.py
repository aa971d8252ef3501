"""Keep the table of conflicts true while files are merged."""

from datetime import datetime
from typing import Any

from articles.models import Conflict, ImportRun, Resolution

from .merge import Merge


def record_conflicts(run: ImportRun, m: Merge, now: datetime) -> None:
    """Open a conflict for each field that both sides changed; close those that are over."""
    unsettled = Conflict.objects.unsettled().filter(article=m.article)
    if m.decision.agreed or m.decision.take:
        over = unsettled.filter(field__in=[*m.decision.agreed, *m.decision.take])
        over.update(settled_at=now, resolution=Resolution.MOOT)
    for name, disagreement in m.decision.conflicts.items():
        Conflict.objects.update_or_create(
            article=m.article,
            field=name,
            settled_at=None,
            defaults={"theirs": disagreement.theirs, "mine": disagreement.mine},
            create_defaults={
                "run": run,
                "base": disagreement.base,
                "mine": disagreement.mine,
                "theirs": disagreement.theirs,
                "created_at": now,
            },
        )


def open_conflicts(m: Merge) -> dict[str, Any]:
    """Return the article's open conflicts, as undo needs them; empty when there are none."""
    fields = ("pk", "run_id", "field", "base", "mine", "theirs")
    rows = list(Conflict.objects.unsettled().filter(article=m.article).values(*fields))
    return {"conflicts": rows} if rows else {}
