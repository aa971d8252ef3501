"""Give text back the line ends that its file had."""

import re
from difflib import SequenceMatcher

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")


def with_line_ends_of(raw: str, text: str) -> str:
    """Return `text`, which has LF line ends, with those of `raw`, the file it was made from.

    A line that is in both keeps its own end, one that takes a line's place has that line's,
    and a new one the first line's.
    """
    if "\r" not in raw:
        return text
    lines = _lines(raw)
    ends = [end for _, end in lines]
    if len(set(ends) - {""}) == 1:
        return text.replace("\n", ends[0])
    new = _lines(text)
    matcher = SequenceMatcher(None, [line for line, _ in lines], [line for line, _ in new], False)
    restored = [ends[0] if end else "" for _, end in new]
    for verb, i, i_end, j, j_end in matcher.get_opcodes():
        if verb in {"equal", "replace"}:
            for old, place in zip(range(i, i_end), range(j, j_end), strict=False):
                restored[place] = restored[place] and (ends[old] or ends[0])
    return "".join(line + end for (line, _), end in zip(new, restored, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    return [(match[1], match[2]) for match in _LINE.finditer(text) if match[0]]
