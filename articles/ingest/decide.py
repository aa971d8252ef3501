"""Three-way merge, field by field. Pure: no Django, no database.

`base` is the last value of the source, `current` the value here now,
`incoming` what the source says today:

    incoming == base       the source has nothing new: keep what we have
    incoming == current    both changed alike: nothing to do
    current == base        only the source changed: take its value
    otherwise              both changed: keep the editor's value and record a conflict
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that both sides changed: (base, ours, source)."""

    base: Any
    ours: Any
    source: Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a known item: values to take, conflicts to record, fields that agree.

    `agreed` names fields in which the source has moved to what the desk already has; a
    conflict about one of them is over.
    """

    take: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Disagreement] = field(default_factory=dict)
    agreed: tuple[str, ...] = ()


def decide(base: Values, current: Values, incoming: Values) -> Decision:
    """Merge what the source says today into what the desk has. All hold the same fields."""
    take: dict[str, Any] = {}
    conflicts: dict[str, Disagreement] = {}
    agreed: list[str] = []
    for name, source in incoming.items():
        ours, before = current[name], base[name]
        if source == before:
            continue
        if source == ours:
            agreed.append(name)
        elif ours == before:
            take[name] = source
        else:
            conflicts[name] = Disagreement(before, ours, source)
    return Decision(take, conflicts, tuple(agreed))
