"""Compute the values that differ in each file of a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.ingest.classify import FilePlan
from articles.ingest.merge import Merge
from articles.ingest.providers_and_topics import MetadataDiff
from articles.models.value_fields import VALUE_FIELDS

NEW_FIELDS = ("provider", "published_at", "topics", "type", "excerpt", "web_url", "original_url")
"""What a preview shows of a new article, besides title and quality."""


@dataclass(slots=True)
class FileDiff:
    """A file's plan and the fields that differ.

    `ours` are the values here, `theirs` those of the file, `base` the earlier values of the
    source in a conflict. A new article has `theirs` only: the values of NEW_FIELDS. `article` and
    `version` are those of a known article.
    """

    plan: FilePlan
    title: str = ""
    quality: int | None = None
    article: int | None = None
    version: int | None = None
    base: dict[str, Any] = field(default_factory=dict)
    ours: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)


def diff_files(
    plans: Sequence[FilePlan], merges: Sequence[Merge], metadata: Mapping[str, MetadataDiff]
) -> list[FileDiff]:
    """Return what differs in each plan, in order."""
    merged = {m.plan.path: m for m in merges}
    return [_diff(plan, merged.get(plan.path), metadata.get(plan.path)) for plan in plans]


def _diff(plan: FilePlan, merge: Merge | None, metadata: MetadataDiff | None) -> FileDiff:
    diff = FileDiff(plan)
    if plan.is_refused:
        return diff
    values = plan.contents.values if plan.contents else {}
    if values:
        diff.title, diff.quality = values["title"], values["quality"]
    if values and plan.known is None:
        diff.theirs = {name: values[name] for name in NEW_FIELDS if values[name]}
    if merge:
        _add_merge(diff, merge)
    elif metadata:
        diff.ours, diff.theirs = metadata.ours, metadata.theirs
    return diff


def _add_merge(diff: FileDiff, merge: Merge) -> None:
    diff.article, diff.version = merge.article.pk, merge.article.version
    for name in VALUE_FIELDS:
        if conflict := merge.decision.conflicts.get(name):
            diff.base[name] = conflict.base
            diff.ours[name], diff.theirs[name] = conflict.ours, conflict.source
        elif name in merge.decision.take:
            diff.ours[name] = merge.current[name]
            diff.theirs[name] = merge.decision.take[name]
    if diff.plan.path != merge.seed.path:
        diff.ours["path"], diff.theirs["path"] = merge.seed.path, diff.plan.path
