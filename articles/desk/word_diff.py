"""What changed in a text, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Opcodes

Kind = Literal["same", "removed", "added", "skipped"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PAIRS = 9_000_000
"""Words of one side times words of the other that are compared: some 10 ms. What is larger, once
the ends that agree are set aside, is compared by lines; and where that is still too large,
shown as taken out and put in whole."""
CONTEXT = 120


ALIKE = 70
"""Two items of a list, as a share of 100, of which the one is told as a change of the other."""
FIRST_LINES = 6
FIRST_LETTERS = 900
"""How much of a long change is shown before somebody asks for all of it."""


class Piece(NamedTuple):
    """A stretch of text that both sides have, or only the one before, or only the one after.

    A `skipped` one stands for text that both have and that is not shown.
    """

    kind: Kind
    text: str


class Beginning(NamedTuple):
    """The first pieces of a change, and how many whole lines, and letters, follow them."""

    pieces: list[Piece]
    lines: int
    letters: int


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces that make `before` into `after`, in order.

    All but the added ones make `before` again, all but the removed ones `after`. Of a change
    the removed piece comes first. Any two texts of 250 kB take about 50 ms
    at the most.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _agreeing(old, new)
    end = _agreeing(old[start:][::-1], new[start:][::-1])
    middle = _compared(old[start : len(old) - end], new[start : len(new) - end])
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    return [*_joined(Piece("same", head), *middle, Piece("same", tail))]


def item_diff(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """Return the pieces of two lists, a line an item: one that is much like the one whose place
    it takes is compared word by word, any other is taken out or put in whole."""
    old, new = [f"{item}\n" for item in before], [f"{item}\n" for item in after]
    pieces: list[Piece] = []
    for verb, i, i_end, j, j_end in SequenceMatcher(None, old, new, False).get_opcodes():
        if verb == "equal":
            pieces.append(Piece("same", "".join(old[i:i_end])))
        else:
            for pair in zip_longest(old[i:i_end], new[j:j_end], fillvalue=""):
                pieces += _one_item(*pair)
    if pieces:
        pieces[-1] = Piece(pieces[-1].kind, pieces[-1].text.removesuffix("\n"))
    return [*_given(*pieces)]


def _one_item(before: str, after: str) -> list[Piece]:
    if before and after and fuzz.ratio(before, after) >= ALIKE:
        return word_diff(before, after)
    return [*_given(Piece("removed", before), Piece("added", after))]


def in_short(pieces: list[Piece], context: int = CONTEXT) -> list[Piece]:
    """Return pieces in which long stretches that agree are cut to what stands beside a change."""
    last = len(pieces) - 1
    return [
        part
        for number, piece in enumerate(pieces)
        for part in _cut(piece, context if number else 0, context if number < last else 0)
    ]


def beginning(pieces: list[Piece]) -> Beginning:
    """Return what is shown of a change at first: some lines, and not too much of a long one."""
    shown: list[Piece] = []
    rest, lines, letters = [*pieces], FIRST_LINES, FIRST_LETTERS
    while rest and lines > 0 and letters > 0:
        piece = rest.pop(0)
        if piece.kind == "skipped":
            shown.append(piece)
            continue
        text = "".join(piece.text[:letters].splitlines(keepends=True)[:lines])
        shown.append(Piece(piece.kind, text))
        lines, letters = lines - text.count("\n"), letters - len(text)
        if text != piece.text:
            rest.insert(0, Piece(piece.kind, piece.text[len(text) :]))
            break
    left = "".join(piece.text for piece in rest if piece.kind != "skipped")
    ends = not shown or shown[-1].text.endswith("\n")
    return Beginning(shown, len(left.splitlines()) if ends else left.count("\n"), len(left))


def _agreeing(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip_longest(old, new))
    return next((n for n, (one, other) in pairs if one != other), len(old))


def _compared(old: list[str], new: list[str]) -> list[Piece]:
    if len(old) * len(new) > MOST_PAIRS:
        old, new = "".join(old).splitlines(keepends=True), "".join(new).splitlines(keepends=True)
        if len(old) * len(new) > MOST_PAIRS:
            return [Piece("removed", "".join(old)), Piece("added", "".join(new))]
    return _without_crumbs([*_pieces(Indel.opcodes(old, new), old, new)])


def _pieces(opcodes: Opcodes, old: list[str], new: list[str]) -> Iterator[Piece]:
    for code in opcodes:
        if code.tag == "equal":
            yield Piece("same", "".join(old[code.src_start : code.src_end]))
        else:
            yield Piece("removed", "".join(old[code.src_start : code.src_end]))
            yield Piece("added", "".join(new[code.dest_start : code.dest_end]))


def _without_crumbs(pieces: list[Piece]) -> list[Piece]:
    """A space or a comma between two changes belongs to the change: it reads more easily."""
    out: list[Piece] = []
    for number, piece in enumerate(pieces):
        is_inside = 0 < number < len(pieces) - 1
        if piece.kind == "same" and is_inside and not any(map(str.isalnum, piece.text)):
            out += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            out.append(piece)
    return out


def _joined(*pieces: Piece) -> Iterator[Piece]:
    """Yield one removed and one added piece a change, and nothing that is empty."""
    for is_same, run in groupby(_given(*pieces), key=lambda piece: piece.kind == "same"):
        parts = [*run]
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            text = "".join(part.text for part in parts if part.kind == kind)
            yield from _given(Piece(kind, text))


def _given(*pieces: Piece) -> Iterator[Piece]:
    return (piece for piece in pieces if piece.text)


def _cut(piece: Piece, head: int, tail: int) -> Iterator[Piece]:
    if piece.kind != "same" or len(piece.text) <= head + tail + CONTEXT // 2:
        yield piece
        return
    text = piece.text
    yield from _given(
        Piece("same", text[:head]),
        Piece("skipped", text[head : len(text) - tail]),
        Piece("same", text[len(text) - tail :]),
    )
