"""Word differences of each changed field in a preview."""

from dataclasses import dataclass
from typing import Any

from articles.desk.display import display_lines, label
from articles.desk.word_diff import DiffSegment, collapse, word_diff
from articles.models import ImportItem, ImportOutcome

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
        _side("Ours, kept", base, ours, whole=whole),
        _side("Source", base, theirs, whole=whole),
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
