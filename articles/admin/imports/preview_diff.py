"""What a preview shows of a file, in words: field by field, and word by word within a field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.desk.display import display_lines, label
from articles.desk.word_diff import DiffSegment, collapse, word_diff
from articles.models import ImportOutcome, ImportPreview, PreviewItem

TABS = (
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.REFUSED,
    ImportOutcome.MISSING,
    ImportOutcome.UNCHANGED,
)
CHOOSABLE = (
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.MISSING,
)
"""What can be left out; refused files and those that are the same are not imported anyway."""
LONG = 20_000
"""Characters of both sides together that a list compares; longer ones have a page of their own."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side has done to a field; `pieces` is None where that is too long for a list."""

    who: str
    pieces: list[DiffSegment] | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: what the file changes, or what each side of a conflict has done."""

    field: str
    is_conflict: bool
    sides: list[Side]


def in_numbers(preview: ImportPreview) -> str:
    """Return how many files there are of each outcome, organisations and topics by themselves: "3
    new, 1 conflict, 2 topics"."""
    sizes = [(preview.totals.get(each, 0), each.label.lower()) for each in TABS]
    sizes += [(size, kind if size == 1 else f"{kind}s") for kind, size in preview.enriched.items()]
    return ", ".join(f"{size} {name}" for size, name in sizes if size)


def changes(item: PreviewItem, *, whole: bool) -> list[Change]:
    """Return the fields of an item that differ; all of their text, or in short."""
    return [_change(item, name, whole=whole) for name in item.theirs]


def _change(item: PreviewItem, name: str, *, whole: bool) -> Change:
    mine, theirs = _text(item.mine.get(name)), _text(item.theirs[name])
    if name not in item.base:
        return Change(label(name), False, [_side("", mine, theirs, whole=whole)])
    base = _text(item.base[name])
    sides = [
        _side("Here, kept", base, mine, whole=whole),
        _side("In the source", base, theirs, whole=whole),
    ]
    return Change(label(name), True, sides)


def _side(who: str, before: str, after: str, *, whole: bool) -> Side:
    if whole:
        return Side(who, word_diff(before, after))
    if len(before) + len(after) > LONG:
        return Side(who, None)
    return Side(who, collapse(word_diff(before, after)))


def _text(value: Any) -> str:
    return "\n".join(display_lines(value))


def row(item: PreviewItem) -> dict[str, Any]:
    """Return an item as a list shows it."""
    return {
        "item": item,
        "changes": changes(item, whole=False),
        "problems": item.problems,
        "is_choosable": item.outcome in CHOOSABLE,
    }


def tabs(sizes: Mapping[str, int], tab: str) -> list[dict[str, Any]]:
    """Return the tabs with their counts; `sizes` holds the number of files by outcome."""
    return [
        {
            "name": outcome.value,
            "label": outcome.label,
            "count": sizes.get(outcome, 0),
            "is_here": outcome == tab,
        }
        for outcome in TABS
    ]
