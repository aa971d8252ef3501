"""Decide whether two articles look like the same item. Pure.

Only a suggestion: one address can hold several items, and two reports can share a title.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from articles.stories.title_fingerprints import plain_address, title_words

MAX_DISTANCE = timedelta(days=7)
"""Between the times of two articles with similar titles."""
MIN_RATIO = 90.0
"""Of 100, for titles with their words sorted. One word of ten may differ."""
MIN_WORDS = 4
"""Shorter titles must be equal: they say too little to be nearly the same."""


class Similarity(StrEnum):
    """Why two articles look like one, most certain first."""

    SAME_ADDRESS = "the same address"
    SAME_TITLE = "the same title"
    NEAR_TITLE = "nearly the same title"


@dataclass(frozen=True, slots=True)
class Comparable:
    """What is compared of an article. The address may be ""."""

    title: str
    address: str
    published_at: datetime


def compare(one: Comparable, other: Comparable) -> Similarity | None:
    """Return the most certain sign that two articles are the same item, or None."""
    if one.address and plain_address(one.address) == plain_address(other.address):
        return Similarity.SAME_ADDRESS
    if abs(one.published_at - other.published_at) > MAX_DISTANCE:
        return None
    return _compare_titles(title_words(one.title), title_words(other.title))


def _compare_titles(one: tuple[str, ...], other: tuple[str, ...]) -> Similarity | None:
    if one and one == other:
        return Similarity.SAME_TITLE
    if min(len(one), len(other)) < MIN_WORDS or _numbers(one) != _numbers(other):
        return None
    ratio = fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other)), score_cutoff=MIN_RATIO)
    return Similarity.NEAR_TITLE if ratio else None


def _numbers(words: tuple[str, ...]) -> set[str]:
    """Return the numbers of a title: "Report 3" is not nearly "Report 4"."""
    return {word for word in words if word.isdecimal()}
