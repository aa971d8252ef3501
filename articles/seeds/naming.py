"""The name of a seed file: its day and the slug of its title."""

import re
import unicodedata
from datetime import UTC, datetime

# Measured: of the real names none is longer than 145, and a title whose next word would have
# ended at 151 was cut before it.
LONGEST_SLUG = 150

_DELETED = re.compile(r"[^a-z0-9 -]")
_GAPS = re.compile(r"[ -]+")


def slugify_title(title: str) -> str:
    """Return the slug of a title: at most 150 of `a-z 0-9 -`, cut at a word's end, maybe "".

    The rule is that of the real file names: accents are folded by NFD (not NFKD: `™` and `½`
    are deleted), everything but letters, digits, spaces and hyphens is deleted, not replaced.
    """
    folded = unicodedata.normalize("NFD", title.lower())
    slug = _GAPS.sub("-", _DELETED.sub("", folded)).strip("-")
    if len(slug) <= LONGEST_SLUG:
        return slug
    words, _, _ = slug[: LONGEST_SLUG + 1].rpartition("-")
    return words or slug[:LONGEST_SLUG]


def seed_name(published_at: datetime, title: str) -> str:
    """Return the name, without suffix, that a seed of this time (aware) and title gets."""
    return dated_name(published_at.astimezone(UTC).date().isoformat(), title)


def dated_name(day: str, title: str) -> str:
    """Return the name of a seed of this UTC day, such as 2020-02-07, and title."""
    return f"{day}-{slugify_title(title)}".rstrip("-")
