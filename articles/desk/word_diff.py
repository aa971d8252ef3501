"""Diffs of texts by word, and of lists by item."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Opcodes

Kind = Literal["same", "removed", "added", "skipped"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MAX_PAIRS = 9_000_000
"""Words of one text times words of the other that are compared, about 10 ms. Larger texts are
compared by line, even larger ones shown as removed and added as a whole."""
CONTEXT = 120
"""Characters of unchanged text around a change."""
ALIKE = 70
"""Similarity (0 to 100) from which an item of a list counts as changed, not as replaced."""
FIRST_LINES = 6
FIRST_LETTERS = 900
"""The part of a long change that is shown at first."""


class DiffSegment(NamedTuple):
    """A part of a text: in both versions, removed, or added. `skipped` parts are in both versions
    and not shown."""

    kind: Kind
    text: str


class DiffExcerpt(NamedTuple):
    """The first segments of a change, and the number of lines and characters after them."""

    pieces: list[DiffSegment]
    lines: int
    letters: int


def word_diff(before: str, after: str) -> list[DiffSegment]:
    """Return the segments of both texts in order, removed before added.

    Without the added segments they are `before`, without the removed ones `after`. Texts of
    250 kB take up to 50 ms.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _common_prefix(old, new)
    end = _common_prefix(old[start:][::-1], new[start:][::-1])
    middle = _compared(old[start : len(old) - end], new[start : len(new) - end])
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    return [*_joined(DiffSegment("same", head), *middle, DiffSegment("same", tail))]


def item_diff(before: Sequence[str], after: Sequence[str]) -> list[DiffSegment]:
    """Return the segments of two lists, one line per item. Similar items are compared by word."""
    old, new = [f"{item}\n" for item in before], [f"{item}\n" for item in after]
    pieces: list[DiffSegment] = []
    for verb, i, i_end, j, j_end in SequenceMatcher(None, old, new, False).get_opcodes():
        if verb == "equal":
            pieces.append(DiffSegment("same", "".join(old[i:i_end])))
        else:
            for pair in zip_longest(old[i:i_end], new[j:j_end], fillvalue=""):
                pieces += _one_item(*pair)
    if pieces:
        pieces[-1] = DiffSegment(pieces[-1].kind, pieces[-1].text.removesuffix("\n"))
    return [*_given(*pieces)]


def _one_item(before: str, after: str) -> list[DiffSegment]:
    if before and after and fuzz.ratio(before, after) >= ALIKE:
        return word_diff(before, after)
    return [*_given(DiffSegment("removed", before), DiffSegment("added", after))]


def collapse(pieces: list[DiffSegment], context: int = CONTEXT) -> list[DiffSegment]:
    """Shorten long unchanged segments to the text around each change."""
    last = len(pieces) - 1
    return [
        part
        for number, piece in enumerate(pieces)
        for part in _cut(piece, context if number else 0, context if number < last else 0)
    ]


def beginning(pieces: list[DiffSegment]) -> DiffExcerpt:
    """Return the first lines of a change."""
    shown: list[DiffSegment] = []
    rest, lines, letters = [*pieces], FIRST_LINES, FIRST_LETTERS
    while rest and lines > 0 and letters > 0:
        piece = rest.pop(0)
        if piece.kind == "skipped":
            shown.append(piece)
            continue
        text = "".join(piece.text[:letters].splitlines(keepends=True)[:lines])
        shown.append(DiffSegment(piece.kind, text))
        lines, letters = lines - text.count("\n"), letters - len(text)
        if text != piece.text:
            rest.insert(0, DiffSegment(piece.kind, piece.text[len(text) :]))
            break
    left = "".join(piece.text for piece in rest if piece.kind != "skipped")
    ends = not shown or shown[-1].text.endswith("\n")
    return DiffExcerpt(shown, len(left.splitlines()) if ends else left.count("\n"), len(left))


def _common_prefix(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip_longest(old, new))
    return next((n for n, (one, other) in pairs if one != other), len(old))


def _compared(old: list[str], new: list[str]) -> list[DiffSegment]:
    if len(old) * len(new) > MAX_PAIRS:
        old, new = "".join(old).splitlines(keepends=True), "".join(new).splitlines(keepends=True)
        if len(old) * len(new) > MAX_PAIRS:
            return [DiffSegment("removed", "".join(old)), DiffSegment("added", "".join(new))]
    return _absorb_punctuation([*_pieces(Indel.opcodes(old, new), old, new)])


def _pieces(opcodes: Opcodes, old: list[str], new: list[str]) -> Iterator[DiffSegment]:
    for code in opcodes:
        if code.tag == "equal":
            yield DiffSegment("same", "".join(old[code.src_start : code.src_end]))
        else:
            yield DiffSegment("removed", "".join(old[code.src_start : code.src_end]))
            yield DiffSegment("added", "".join(new[code.dest_start : code.dest_end]))


def _absorb_punctuation(pieces: list[DiffSegment]) -> list[DiffSegment]:
    """Merge spaces and punctuation between two changes into the changes."""
    out: list[DiffSegment] = []
    for number, piece in enumerate(pieces):
        is_inside = 0 < number < len(pieces) - 1
        if piece.kind == "same" and is_inside and not any(map(str.isalnum, piece.text)):
            out += [DiffSegment("removed", piece.text), DiffSegment("added", piece.text)]
        else:
            out.append(piece)
    return out


def _joined(*pieces: DiffSegment) -> Iterator[DiffSegment]:
    """Yield one removed and one added segment per change, without empty ones."""
    for is_same, run in groupby(_given(*pieces), key=lambda piece: piece.kind == "same"):
        parts = [*run]
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            text = "".join(part.text for part in parts if part.kind == kind)
            yield from _given(DiffSegment(kind, text))


def _given(*pieces: DiffSegment) -> Iterator[DiffSegment]:
    return (piece for piece in pieces if piece.text)


def _cut(piece: DiffSegment, head: int, tail: int) -> Iterator[DiffSegment]:
    if piece.kind != "same" or len(piece.text) <= head + tail + CONTEXT // 2:
        yield piece
        return
    text = piece.text
    yield from _given(
        DiffSegment("same", text[:head]),
        DiffSegment("skipped", text[head : len(text) - tail]),
        DiffSegment("same", text[len(text) - tail :]),
    )
