"""Change a front matter where its values changed, and nowhere else.

A block mapping is seen as entries and the gaps between them (blank lines, comments and the
next key's indentation), a block list as items and gaps. What did not change is copied.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from articles.seeds.fields import ITEMS, PROVIDER, SCALARS, Field, Fields, is_empty
from articles.seeds.yaml_format import (
    INDENT,
    Form,
    entry_lines,
    escape_entities,
    item_lines,
    literal,
    pair_fields,
    styled_scalar,
)

_BLOCKS = ("|", ">")


@dataclass(slots=True)
class _Piece:
    """An entry or item: its text to the end of its last line, and the gap to the next one."""

    node: yaml.Node
    text: str
    gap: str
    key: str = ""
    start: int = 0
    lead: str = ""  # comments that were left by what stood before


class Rewriter:
    """Rewrite one front matter; with `whole`, replace changed top-level entries completely."""

    def __init__(self, source: str, form: Form, *, whole: bool = False) -> None:
        self.source = source
        self.form = form
        self.whole = whole
        self.has_groups = "\n\n" in source

    def front(
        self, root: yaml.MappingNode, fields: Fields, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> str:
        """Return the front matter with the fields that differ between old and new changed."""
        first, last = root.value[0][0], root.value[-1][1]
        head, tail = self.source[: first.start_mark.index], self.source[self._stop(last) :]
        return head + self._mapping(root, fields, old, new) + tail

    def _mapping(
        self, node: yaml.MappingNode, fields: Fields, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> str:
        pieces = self._entries(node)
        indent = " " * node.start_mark.column
        for field in fields:
            value = new.get(field.value)
            if old.get(field.value) == value:
                continue
            found = [piece for piece in pieces if piece.key in field.keys]
            if is_empty(value):
                for piece in found:
                    _remove(pieces, piece)
            elif found:
                # The reader prefers the later generation's key.
                piece = max(found, key=lambda piece: field.keys.index(piece.key))
                piece.text = self._entry(piece, field, old.get(field.value), value)
            else:
                self._insert(pieces, fields, field, value, indent)
        return "".join(piece.lead + piece.text + piece.gap for piece in pieces)

    def _entries(self, node: yaml.MappingNode) -> list[_Piece]:
        pieces: list[_Piece] = []
        stop = 0
        for key, value in node.value:
            start = key.start_mark.index
            if pieces:
                pieces[-1].gap = self.source[stop:start]
            stop = self._stop(value)
            pieces.append(_Piece(value, self.source[start:stop], "", str(key.value), start))
        return pieces

    def _stop(self, node: yaml.Node) -> int:
        """Return where the line after a node starts."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in _BLOCKS:
            # A block's mark is after the blank lines that follow it, which are its own only
            # where its first line says so.
            if "+" in self.source[start : self.source.index("\n", start)]:
                return end
            end = start + len(self.source[start:end].rstrip())
        newline = self.source.find("\n", end)
        return len(self.source) if newline < 0 else newline + 1

    def _entry(self, piece: _Piece, field: Field, old: Any, new: Any) -> str:
        """Return the changed text of an entry."""
        node = piece.node
        before = self.source[piece.start : node.start_mark.index]
        if self.whole:
            return self._written(field, new, _column(self.source, piece.start))
        if field.kind in SCALARS and isinstance(node, yaml.ScalarNode):
            return self._scalar(piece, node, field, new)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            if field.kind == "provider" and isinstance(node, yaml.MappingNode):
                named = {"name": self.form.provider_names.get(new, ""), "domain": new}
                return before + self._mapping(node, PROVIDER, {"images": [...]}, named)
            if field.kind == "pairs" and isinstance(node, yaml.MappingNode):
                # The new ones first: a mapping that lost all its entries would have no place.
                return before + self._mapping(node, pair_fields([*new, *old]), old, new)
            if isinstance(node, yaml.SequenceNode) and len(node.value) == len(old):
                return before + self._sequence(node, field, old, new)
        return self._written(field, new, _column(self.source, piece.start))

    def _scalar(self, piece: _Piece, node: yaml.ScalarNode, field: Field, value: Any) -> str:
        start, end = node.start_mark.index, node.end_mark.index
        before = self.source[piece.start : start]
        if node.style in _BLOCKS:
            column = _column(self.source, piece.start) + len(INDENT)
            text = escape_entities(value) if field.kind == "text" else value
            block = literal(text, column) or styled_scalar(field, value, '"')
            return f"{before}{block}\n"
        after = piece.text[end - piece.start :]
        text = styled_scalar(field, value, node.style)
        if start == end:  # a key without a value, its mark right behind the colon
            return f"{before} {text}" + (after if after.strip() else "\n")
        return before + text + after

    def _written(self, field: Field, value: Any, column: int) -> str:
        return ("\n" + " " * column).join(entry_lines(field, value, self.form)) + "\n"

    def _insert(
        self, pieces: list[_Piece], fields: Fields, field: Field, value: Any, indent: str
    ) -> None:
        new = _Piece(pieces[0].node, self._written(field, value, len(indent)), indent)
        new.key = field.key(self.form.generation)
        place = _place(pieces, fields[: fields.index(field)])
        if place:
            before = pieces[place - 1]
            blank = "\n" if field.is_group and self.has_groups else ""
            before.gap, new.gap = blank + indent, before.gap
            if place < len(pieces) and not new.gap.startswith("\n"):
                new.gap = blank + new.gap
        pieces.insert(place, new)

    def _sequence(
        self, node: yaml.SequenceNode, field: Field, old: list[Any], new: list[Any]
    ) -> str:
        pieces = self._items(node)
        indent = " " * node.start_mark.column
        olds, news = ([json.dumps(item, sort_keys=True) for item in side] for side in (old, new))
        moved = dict(zip(olds, pieces, strict=True))
        result: list[_Piece] = []
        for verb, i, i_end, j, j_end in SequenceMatcher(None, olds, news, False).get_opcodes():
            for offset in range(j_end - j):
                kept = moved.get(news[j + offset])
                has_old = verb == "replace" and i + offset < i_end
                if verb == "equal":
                    piece = pieces[i + offset]
                elif kept:
                    piece = _Piece(kept.node, kept.text, indent)
                elif has_old:
                    piece = pieces[i + offset]
                    text = self._item(piece, field, old[i + offset], new[j + offset])
                    piece = _Piece(piece.node, text, piece.gap)
                else:
                    piece = _Piece(node, self._new_item(field, new[j + offset], indent), indent)
                result.append(piece)
        for piece in result:
            piece.gap = piece.gap or indent
        return "".join(piece.text + piece.gap for piece in result).removesuffix(result[-1].gap)

    def _items(self, node: yaml.SequenceNode) -> list[_Piece]:
        pieces: list[_Piece] = []
        stop = 0
        dash = node.start_mark.index
        column = node.start_mark.column
        for item in node.value:
            if pieces:
                dash = self._next_dash(stop, column)
                pieces[-1].gap = self.source[stop:dash]
            stop = self._stop(item)
            pieces.append(_Piece(item, self.source[dash:stop], "", start=dash))
        return pieces

    def _next_dash(self, start: int, column: int) -> int:
        while self.source[start + column : start + column + 1] != "-" or self.source[
            start : start + column
        ].strip(" "):
            start = self.source.index("\n", start) + 1
        return start + column

    def _item(self, piece: _Piece, field: Field, old: Any, new: Any) -> str:
        node = piece.node
        before = self.source[piece.start : node.start_mark.index]
        style = node.style if isinstance(node, yaml.ScalarNode) else "|"
        if field.kind == "names" and style not in _BLOCKS:
            after = piece.text[node.end_mark.index - piece.start :]
            return before + styled_scalar(field, new, style) + after
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            return before + self._mapping(node, ITEMS[field.kind], old, new)
        return self._new_item(field, new, " " * _column(self.source, piece.start))

    def _new_item(self, field: Field, item: Any, indent: str) -> str:
        return ("\n" + indent).join(item_lines(field, item, self.form)) + "\n"


def _column(source: str, index: int) -> int:
    return index - (source.rfind("\n", 0, index) + 1)


def _place(pieces: list[_Piece], earlier: Fields) -> int:
    """Return the place after the last of the earlier fields that is there."""
    for field in reversed(earlier):
        for position, piece in enumerate(pieces):
            if piece.key in field.keys:
                return position + 1
    return 0


def _remove(pieces: list[_Piece], piece: _Piece) -> None:
    """Take an entry out; comments around it stay, and one blank line of two."""
    position = pieces.index(piece)
    if position == len(pieces) - 1:
        before = pieces[position - 1]
        gaps = (before.gap, piece.gap)
        before.gap = "".join(gap[: gap.rfind("\n") + 1] for gap in gaps if "#" in gap)
    elif position:
        before = pieces[position - 1]
        before.gap = _merged(before.gap, piece.gap)
    else:
        pieces[1].lead = piece.lead + (piece.gap.lstrip() if "#" in piece.gap else "")
    del pieces[position]


def _merged(before: str, after: str) -> str:
    if "#" in before and "#" in after:
        return before[: before.rfind("\n") + 1] + after
    return max(before, after, key=lambda gap: ("#" in gap, gap.count("\n")))
