"""Word differences of each changed field in a preview."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.desk.display import display_lines, label
from articles.desk.word_diff import DiffSegment, collapse, word_diff
from articles.models import ImportItem, ImportItemQuerySet, ImportOutcome, ImportRun, SeedKind
from articles.models.value_fields import parse_time

OUTCOMES = (
    ImportOutcome.REFUSED,
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.MISSING,
    ImportOutcome.UNCHANGED,
)
METADATA, SKIPPED = "metadata", "skipped"
TABS = {each.value: each.label for each in OUTCOMES} | {
    METADATA: "Organisations and topics",
    SKIPPED: "Skipped",
}
ALWAYS_SHOWN = OUTCOMES[1:]
SELECTABLE = (
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.MISSING,
)
"""Outcomes that can be excluded; refused and unchanged files are not imported anyway."""
LONG = 20_000
"""A list compares up to this many characters of both sides; longer texts have their own page."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side changed in a field; `pieces` is None if it is too long for a list."""

    who: str
    pieces: list[DiffSegment] | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: what the file changes, or what each side of a conflict changed."""

    field: str
    is_conflict: bool
    sides: list[Side]


def in_numbers(preview: ImportRun) -> str:
    """Return the numbers of files by outcome, organisations and topics separately.

    For example "3 new, 1 conflict, 2 topics".
    """
    sizes = [(preview.totals.get(each, 0), each.label.lower()) for each in OUTCOMES]
    sizes += [
        (size, kind if size == 1 else f"{kind}s") for kind, size in preview.metadata_counts.items()
    ]
    return ", ".join(f"{size} {name}" for size, name in sizes if size)


def changes(item: ImportItem, *, whole: bool) -> list[Change]:
    """Return the fields of an item that differ; all of their text, or in short."""
    return [_change(item, name, whole=whole) for name in (item.diff or {}).get("theirs", {})]


def _change(item: ImportItem, name: str, *, whole: bool) -> Change:
    diff = item.diff
    ours, theirs = _text(diff["ours"].get(name), name), _text(diff["theirs"][name], name)
    if item.outcome == ImportOutcome.CREATED:
        return Change(label(name), False, [Side("", [DiffSegment("same", theirs)])])
    if name not in diff["base"]:
        return Change(label(name), False, [_side("", ours, theirs, whole=whole)])
    base = _text(diff["base"][name], name)
    sides = [
        _side("Here, kept", base, ours, whole=whole),
        _side("In the source", base, theirs, whole=whole),
    ]
    return Change(label(name), True, sides)


def _side(who: str, before: str, after: str, *, whole: bool) -> Side:
    if whole:
        return Side(who, word_diff(before, after))
    if len(before) + len(after) > LONG:
        return Side(who, None)
    return Side(who, collapse(word_diff(before, after)))


def _text(value: Any, field: str) -> str:
    return "\n".join(display_lines(value, field))


def row(item: ImportItem) -> dict[str, Any]:
    """Return an item as a list shows it; a new article with its main values instead of changes."""
    is_new = item.outcome == ImportOutcome.CREATED and item.kind == SeedKind.ARTICLE
    values = item.diff["theirs"] if is_new else {}
    published_at = values.get("published_at")
    return {
        "item": item,
        "changes": [] if is_new else changes(item, whole=False),
        "new": values | {"published_at": published_at and parse_time(published_at)},
    }


def in_tab(items: ImportItemQuerySet, tab: str) -> ImportItemQuerySet:
    """Return the items that a tab shows."""
    if tab == METADATA:
        return items.metadata()
    return items.filter(is_excluded=True) if tab == SKIPPED else items.with_outcome(tab)


def tabs(sizes: Mapping[str, int], tab: str) -> list[dict[str, Any]]:
    """Return the tabs with their counts."""
    return [
        {"name": name, "label": label, "count": sizes[name], "is_here": name == tab}
        for name, label in TABS.items()
        if name in ALWAYS_SHOWN or sizes[name] or name == tab
    ]
