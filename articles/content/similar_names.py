"""Find names that are nearly the same: case, accents, punctuation, one letter. Pure."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import TypeVar

from rapidfuzz import fuzz

Row = TypeVar("Row")
MIN_LENGTH = 6
"""Letters and digits of a name that may differ; a shorter one must be equal but for its form."""
MIN_RATIO = 90.0
"""Of 100, for the letters and digits of two names. One of ten may differ."""
_START = 3
"""Names are compared with those that begin with the same letters: few of thousands."""


def name_key(name: str) -> str:
    """Return the letters and digits of a name, without case, accents and invisible characters."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in folded if character.isalnum())


def domain_key(domain: str) -> str:
    """Return the key of the name in a domain: "thenextweb" of "www.thenextweb.com"."""
    return name_key(domain.removeprefix("www.").partition(".")[0])


def are_similar(one: str, other: str) -> bool:
    """Return whether two keys are equal, or nearly so without a difference in their digits."""
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < MIN_LENGTH or _digits(one) != _digits(other):
        return False
    return fuzz.ratio(one, other, score_cutoff=MIN_RATIO) > 0


def similar_pairs(keys: Mapping[Row, Collection[str]]) -> list[tuple[Row, Row]]:
    """Return the pairs of rows of which a key of one is similar to a key of the other."""
    blocks: defaultdict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row, own in keys.items():
        for key in {*own}:
            blocks[key[:_START]].append((row, key))
    found = {
        (one, other): None
        for block in blocks.values()
        for (one, key), (other, other_key) in combinations(block, 2)
        if one != other and are_similar(key, other_key)
    }
    return list(found)


def most_similar(name: str, names: Iterable[str]) -> str:
    """Return the name that is most similar to a new one, "" if none is."""
    key = name_key(name)
    similar = [each for each in names if are_similar(key, name_key(each))]
    return max(similar, key=lambda each: fuzz.ratio(key, name_key(each)), default="")


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))
