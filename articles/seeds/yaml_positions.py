"""Where in a front matter each value stands: PyYAML's marks.

PyYAML is asked only about text that yaml-rs took and whose nesting was counted, because its
composer dies of deep nesting.
"""

import re
from collections.abc import Sequence

import yaml

# What PyYAML (YAML 1.1) refuses to read or takes for a line break, and yaml-rs (1.2) does not.
_FOREIGN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

Path = tuple[str | int, ...]


def masked(front: str) -> str:
    """Return text of the same length and structure that PyYAML reads; only for its marks."""
    return _FOREIGN.sub("?", front)


def compose(front: str) -> yaml.MappingNode | None:
    """Return the marked tree of a vetted front matter, None where PyYAML sees it otherwise."""
    try:
        root = yaml.compose(masked(front), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def line_of(root: yaml.MappingNode, path: Path) -> int:
    """Return the line, from 0, of the value at `path`, or of its nearest parent that is there."""
    node: yaml.Node = root
    line = 0
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line, child
    return None


def field_name(path: Sequence[str | int]) -> str:
    """Return a path as editors read it: `related[3].quality`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


def line_number(event: yaml.Event) -> int:
    """Return the line, from 0, on which an event starts."""
    return event.start_mark.line if event.start_mark else 0


def duplicate_line(front: str) -> int | None:
    """Return the line, from 0, of the first key that its mapping already has.

    Works on events, without recursion: this text was refused, so its nesting is not known.
    """
    open_nodes: list[_Open] = []
    try:
        for event in yaml.parse(masked(front), Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.NodeEvent) and open_nodes and open_nodes[-1].repeats(event):
                return line_number(event)
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append(_Open(isinstance(event, yaml.MappingStartEvent)))
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
    except yaml.YAMLError:
        return None
    return None


class _Open:
    """A mapping or list that is being read, with the keys that it has had."""

    def __init__(self, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.at_key = True
        self.keys: set[str] = set()

    def repeats(self, event: yaml.NodeEvent) -> bool:
        """Take the next child, and return whether it is a key for the second time."""
        is_key = self.is_mapping and self.at_key
        self.at_key = not self.at_key
        if not is_key or not isinstance(event, yaml.ScalarEvent):
            return False
        known = event.value in self.keys
        self.keys.add(event.value)
        return known
