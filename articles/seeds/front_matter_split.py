"""From bytes to the two parts of a seed: the front matter between its fences, and the body."""

import codecs
import re
from typing import NamedTuple

from articles.seeds.errors import FrontMatterError
from articles.seeds.limits import KILOBYTE, Limits

_OPENING = re.compile(r"---[ \t]*\n")
_UTF_16_OR_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class Parts(NamedTuple):
    """The front matter runs from `start` to `end` of `text`, the body from `body` to its end."""

    text: str
    start: int
    end: int
    body: int

    @property
    def front(self) -> str:
        return self.text[self.start : self.end]


def decode(data: bytes, limits: Limits) -> str:
    """Return a file's text with LF line ends and without a byte order mark.

    Raises FrontMatterError for a file that is too large or not UTF-8 text.
    """
    if len(data) > limits.seed_bytes:
        kilobytes = limits.seed_bytes // KILOBYTE
        raise FrontMatterError(f"The file is larger than {kilobytes} kB, the most a seed may have.")
    if data.startswith(_UTF_16_OR_32):
        raise FrontMatterError("The file is UTF-16 or UTF-32 text. Save it as UTF-8.", 1)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise FrontMatterError("The file has a NUL character: it is damaged or no text.", line)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FrontMatterError("The file is not UTF-8 text. Save it as UTF-8.", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def split(text: str) -> Parts:
    """Return the parts of a text with LF line ends.

    The fences are lines of exactly three hyphens, the first of them the file's first line.
    python-frontmatter's own search takes a file without an end for one without front matter,
    which is why it is not used. Raises FrontMatterError.
    """
    opening = _OPENING.match(text)
    if opening is None:
        begin = "It must begin with a line of three hyphens (---)."
        raise FrontMatterError(
            f"The file has no front matter. {begin}" if text.strip() else "The file is empty.", 1
        )
    newline = opening.end() - 1
    while (newline := text.find("\n---", newline)) >= 0:
        after = text.find("\n", newline + 4)
        after = len(text) if after < 0 else after
        if text[newline + 4 : after].strip(" \t") == "":
            end = max(newline + 1, opening.end())
            return Parts(text, opening.end(), end, min(after + 1, len(text)))
        newline += 1
    raise FrontMatterError("The front matter has no end: a second line of --- is missing.", 1)
