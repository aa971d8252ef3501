"""When two articles look like the same item. No tables.

Only a suggestion: an address is no key, and two reports of one event may bear one title.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from articles.stories.title_fingerprints import plain_address, title_words

WITHIN = timedelta(days=7)
"""So far apart two articles of nearly the same title may be one item."""
NEAR = 90.0
"""Of 100: so alike titles are after their words are put in order. One word of ten may differ."""
SHORT = 4
"""Titles of fewer words say too little to be nearly the same: they are the same, or are not."""


class Similarity(StrEnum):
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


def likeness(one: Look, other: Look) -> Similarity | None:
    """Return what makes two articles look like the same item, the strongest sign; or None."""
    if one.address and plain_address(one.address) == plain_address(other.address):
        return Similarity.SAME_ADDRESS
    if abs(one.published_at - other.published_at) > WITHIN:
        return None
    return _of_titles(title_words(one.title), title_words(other.title))


def _of_titles(one: tuple[str, ...], other: tuple[str, ...]) -> Similarity | None:
    if one and one == other:
        return Similarity.SAME_TITLE
    if min(len(one), len(other)) < SHORT or _numbers(one) != _numbers(other):
        return None
    ratio = fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other)), score_cutoff=NEAR)
    return Similarity.NEAR_TITLE if ratio else None


def _numbers(words: tuple[str, ...]) -> set[str]:
    """ "Report 3" is not nearly "Report 4"."""
    return {word for word in words if word.isdecimal()}
