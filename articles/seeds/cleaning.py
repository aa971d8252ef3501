"""Clean text and validate addresses."""

import html
import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

# Control characters but tab and line ends, lone surrogates, and the marks that reorder the
# text around them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# What no address may hold anywhere: white space, what is forbidden in text, and what browsers
# read as something else than it looks (a backslash is a slash to them).
_UNSAFE = re.compile(rf"[\s\\<>\"{_FORBIDDEN.pattern[1:-1]}\u200b-\u200f\u2060\ufeff]")
_WEB = re.compile(
    r"https?://(?:[^\s/?#@:\\\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:[/?#].*)?", re.IGNORECASE
)
# Matches nearly every address, and is much cheaper than the rule above.
_PLAIN_WEB = re.compile(r"https?://[a-z0-9.-]+(?:/[!#-;=?-\[\]-~]*)?")
_RELATIVE = re.compile(r"(?!//)[^:?#]+(?:[?#].*)?")
_DOMAIN = re.compile(r"(?:(?!-)[\w-]{1,63}(?<!-)\.)*(?!-)[\w-]{1,63}(?<!-)")
_QUOTED_CHARACTERS = 60


def _characters(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


INVISIBLE = _characters(
    (0x01, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F), (0x2028, 0x202F),
    (0x205F, 0x206F), (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0020, 0xE007F),
)  # fmt: skip
"""Characters that show nothing: controls, spaces, joiners, fillers, variation selectors, tags.

A fixed list, and not one by `unicodedata`, which differs between versions of Python: the database
has it in a generated column.
"""


def is_blank(text: str) -> bool:
    """Return whether a text shows nothing."""
    return not text.strip(INVISIBLE)


def is_placeholder(text: str) -> bool:
    """Return whether a text only says that there is none, such as "NA" or "Placeholder."."""
    return text.strip(" .").lower() in {"na", "n/a", "none", "null", "placeholder"}


def unescape(text: str) -> str:
    """Return text as readers see it: HTML entities are characters."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # an entity of thousands of digits
        return text


def without_controls(text: str) -> str:
    """Return text without the characters that no text should have."""
    # isprintable is false for line ends and odd spaces too, and cheap.
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def quoted(text: str) -> str:
    """Return the beginning of a text in quotes, for an error message."""
    shown = text if len(text) <= _QUOTED_CHARACTERS else f"{text[:_QUOTED_CHARACTERS]}…"
    return f"“{without_controls(shown)}”"


def is_web_address(address: str) -> bool:
    """Return whether this is http or https with a host, without a user name or odd characters."""
    if _PLAIN_WEB.fullmatch(address):
        return True
    if _WEB.fullmatch(address) is None or _UNSAFE.search(address) is not None:
        return False
    return "[" not in address or _is_parsed(address)


def is_image_address(address: str) -> bool:
    """Return whether this is a web address or a path relative to something."""
    if is_web_address(address):
        return True
    if _RELATIVE.fullmatch(address) is None or _UNSAFE.search(address) is not None:
        return False
    return "[" not in address or _is_parsed(address)


def _is_parsed(address: str) -> bool:
    """Return whether `urlsplit` accepts the brackets in an address: those of an IPv6 host."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)  # a corpus has few domains, each thousands of times
def clean_domain(text: str) -> str | None:
    """Return a host name, in any alphabet, in lower case; None if it is invalid."""
    domain = text.strip().lower()
    return domain if _DOMAIN.fullmatch(domain) else None


def parse_moment(text: str) -> datetime | None:
    """Return the time that a text holds, in UTC (a text without a zone is in UTC), or None."""
    text = text.strip()
    if text[4:5] != "-" or text[7:8] != "-":  # no week dates, no dates without hyphens
        return None
    try:
        moment = datetime.fromisoformat(text.upper() if text[-1:] == "z" else text)
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
