"""How a hostile file and its verdict are written down."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["refused", "taken"]
NEARLY_FULL = 250 * 1024  # bytes, of the 256 kB that a seed may have


@dataclass(frozen=True)
class HostileFile:
    """A file and its verdict.

    Refused: one of its errors has `reason` in its message and, where they are given, this
    `field` and `line`. Taken: it has these `values`, and warnings of these fields.
    """

    name: str
    data: bytes = dataclasses.field(repr=False)
    verdict: Verdict
    reason: str = ""
    field: str = ""
    line: int | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    warned: tuple[str, ...] = ()


GOOD_LINES = {
    "category": "news",
    "title": '"A lighthouse moves inland"',
    "excerpt": '"Nobody saw it go."',
    "publishedDateTime": "2031-05-06T07:08:09Z",
    "originalUrl": '"https://gull.example/lighthouse"',
    "webUrl": '"https://gull.example/lighthouse"',
    "type": "article",
    "quality": "81",
    "heat": "81",
    "published": "true",
    "provider": "\n  name: The Gull\n  domain: gull.example",
    "topics": "\n  - Lights",
    "secured": '"Z3VsbA==;bGlnaHQ="',
}


LINE_OF = {
    key: 2 + number + sum(text.count("\n") for text in [*GOOD_LINES.values()][:number])
    for number, key in enumerate(GOOD_LINES)
}


def seed(*more: str, without: str = "", body: str = "", **lines: str) -> bytes:
    """Return a good seed with the text of some keys replaced, and `more` lines at its end."""
    given = GOOD_LINES | lines
    front = [f"{key}: {text}" for key, text in given.items() if key != without]
    text = "\n".join(["---", *front, *more, "---", "", body])
    return text.encode("utf-8", "surrogatepass")


def refused(
    name: str, data: bytes, reason: str, field: str = "", line: int | None = None
) -> HostileFile:
    return HostileFile(name, data, "refused", reason, field, line)


def refused_values(table: Iterable[tuple[str, str, list[str]]]) -> list[HostileFile]:
    """Return a file for each value: rows of a field, a part of the message, and values."""
    cases = []
    for field, reason, values in table:
        key = re.split(r"[.\[]", field)[0]
        line = LINE_OF[key] if key == field and key in LINE_OF else None
        for number, value in enumerate(values):
            shown = value if len(value) < 40 else f"of {len(value)} characters"
            name = f"{field} {reason} {number}: {shown}"
            cases.append(refused(name, seed(**{key: value}), reason, field, line))
    return cases


def taken(name: str, data: bytes, *warned: str, **values: Any) -> HostileFile:
    return HostileFile(name, data, "taken", values=values, warned=warned)


def related(*items: str) -> str:
    whole = '\n  - title: "Whole"\n    publishedDateTime: 2031-05-05T00:00:00Z'
    return whole + "".join(f"\n  - {item}" for item in items)


GOOD_FILE = seed()
TITLE = "A lighthouse moves inland"
URL = "https://gull.example/lighthouse"
