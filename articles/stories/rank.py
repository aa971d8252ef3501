"""The order of a story: quality descending, then file name ascending by code point. Pure.

`articles.models.article.OUTRANKED` and `articles.stories.ranking` say the same in SQL; a test
compares them. An unscored item comes last, outranks nothing and is outranked by nothing.
"""

from collections.abc import Iterable


def rank(quality: int | None, name: str) -> tuple[bool, int, str]:
    """Return the sort key of an item in its story."""
    return quality is None, -(quality or 0), name


def outranks(quality: int | None, name: str, other_quality: int | None, other_name: str) -> bool:
    """Return whether the first item comes before the other one."""
    if quality is None or other_quality is None:
        return False
    return rank(quality, name) < rank(other_quality, other_name)


def top_ranked(items: Iterable[tuple[int | None, str]]) -> tuple[int | None, str]:
    """Return the first scored (quality, name) of the story, or (None, "")."""
    scored = [item for item in items if item[0] is not None]
    return min(scored, key=lambda item: rank(*item), default=(None, ""))
