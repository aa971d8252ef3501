"""When two articles look like the same item. Pure: no Django, no tables.

Only a suggestion: an address is no key, and two reports of one event may bear one title.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz
from w3lib.url import url_query_cleaner

WITHIN = timedelta(days=7)
"""So far apart two articles of nearly the same title may be one item."""
NEAR = 90.0
"""Of 100: so alike titles are after their words are put in order. One word of ten may differ."""
SHORT = 4
"""Titles of fewer words say too little to be nearly the same: they are the same, or are not."""
_TRACKING = (
    "_ga", "_hsenc", "_hsmi", "cid", "cmp", "cmpid", "dclid", "fbclid", "feature", "gclid",
    "guccounter", "icid", "igshid", "mbid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid",
    "ocid", "ref",
    "ref_src", "rss", "s_cid", "smid", "sr_share", "src", "twclid", "utm_brand", "utm_campaign",
    "utm_content", "utm_id", "utm_medium", "utm_name", "utm_reader", "utm_source", "utm_term",
    "wt.mc_id", "yclid",
)  # fmt: skip
"""Parameters that say how a reader came to a page, not which page it is."""
_APOSTROPHES = {0x27: None, 0x2019: None}
_WORDS = re.compile(r"[^\W_]+")


class Likeness(StrEnum):
    """What makes two articles look like one, in words."""

    SAME_ADDRESS = "the same address"
    SAME_TITLE = "the same title"
    NEAR_TITLE = "nearly the same title"


@dataclass(frozen=True, slots=True)
class Look:
    """What is compared of an article. The address may be ""."""

    title: str
    address: str
    published_at: datetime


def plain_address(address: str) -> str:
    """Return an address without tracking parameters, fragment, scheme, "www." and last slash."""
    if "?" in address:
        address = url_query_cleaner(address, _TRACKING, remove=True)
    bare = address.partition("#")[0].partition("://")[2]
    return bare.removeprefix("www.").rstrip("/?")


def likeness(one: Look, other: Look) -> Likeness | None:
    """Return what makes two articles look like the same item, the strongest sign; or None."""
    if one.address and plain_address(one.address) == plain_address(other.address):
        return Likeness.SAME_ADDRESS
    if abs(one.published_at - other.published_at) > WITHIN:
        return None
    return _of_titles(_words(one.title), _words(other.title))


def _of_titles(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness | None:
    if one and one == other:
        return Likeness.SAME_TITLE
    if min(len(one), len(other)) < SHORT or _numbers(one) != _numbers(other):
        return None
    ratio = fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other)), score_cutoff=NEAR)
    return Likeness.NEAR_TITLE if ratio else None


def _numbers(words: tuple[str, ...]) -> set[str]:
    """ "Report 3" is not nearly "Report 4"."""
    return {word for word in words if word.isdecimal()}


@lru_cache(maxsize=5_000)  # one title is held against many
def _words(title: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return tuple(_WORDS.findall(plain.translate(_APOSTROPHES)))
