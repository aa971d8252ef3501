"""What a preview shows of each file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.ingest.classify import Plan
from articles.ingest.merge import Merge
from articles.ingest.providers_and_topics import Enrichment
from articles.ingest.report import Report
from articles.models.value_fields import VALUE_FIELDS


@dataclass(slots=True)
class Sight:
    """A file's plan, and the fields that differ: as they are here (`mine`), as the file has them
    (`theirs`), and, of a conflict, as the source had them before (`base`)."""

    plan: Plan
    title: str = ""
    quality: int | None = None
    article: int | None = None
    base: dict[str, Any] = field(default_factory=dict)
    mine: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)


Show = Callable[[Report, Sequence[Sight], Sequence[str]], None]
"""Takes the report so far, a batch of files, and the paths of those that are the same as before."""


def look_at(
    plans: Sequence[Plan], merges: Sequence[Merge], enrichments: Mapping[str, Enrichment]
) -> list[Sight]:
    """Return what there is to be seen of each plan, in order."""
    merged = {m.plan.path: m for m in merges}
    return [_sight(plan, merged.get(plan.path), enrichments.get(plan.path)) for plan in plans]


def _sight(plan: Plan, merge: Merge | None, enrichment: Enrichment | None) -> Sight:
    sight = Sight(plan)
    if plan.is_refused:
        return sight
    if plan.prepared and plan.prepared.values:
        sight.title, sight.quality = plan.seed.values["title"], plan.seed.values["quality"]
    if merge:
        _compare(sight, merge)
    elif enrichment:
        sight.mine, sight.theirs = enrichment.mine, enrichment.theirs
    return sight


def _compare(sight: Sight, merge: Merge) -> None:
    sight.article = merge.article.pk
    conflicts = merge.decision.conflicts
    for name in VALUE_FIELDS:
        if name in conflicts:
            sight.base[name] = conflicts[name].base
            sight.mine[name], sight.theirs[name] = conflicts[name].mine, conflicts[name].theirs
        elif name in merge.decision.take:
            sight.mine[name] = merge.current[name]
            sight.theirs[name] = merge.decision.take[name]
    if sight.plan.path != merge.seed.path:
        sight.mine["path"], sight.theirs["path"] = merge.seed.path, sight.plan.path
