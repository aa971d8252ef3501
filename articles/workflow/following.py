"""What follows from value fields alone: an article's keys and rival, and the keys of its links.

No database is asked: an import works this out while the database stores what came before.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from articles.models.keys import address_key, story_key
from articles.models.likeness_keys import likeness_keys
from articles.seeds.naming import dated_name
from articles.stories.rivals import strongest

Values = Mapping[str, Any]


class LinkKeys(NamedTuple):
    """What follows from a link's title, time and address."""

    name: str
    story_key: int | None
    address_key: int | None


class Follows(NamedTuple):
    """What follows from all of an article's value fields: columns, and keys of each link."""

    columns: dict[str, Any]
    links: list[LinkKeys]


def follow(values: Values) -> Follows:
    """Return what follows from all value fields."""
    columns = related_columns(values["related"]) | all_keys(values, values)
    return Follows(columns, link_keys(values["related"]))


def related_columns(related: Sequence[Values]) -> dict[str, Any]:
    """Return what an article's row says of its related coverage, as yet unresolved."""
    names = [keys.name for keys in link_keys(related)]
    scores = [link["quality"] for link in related]
    quality, name = strongest(zip(scores, names, strict=True))
    return {"related_count": len(related), "rival_quality": quality, "rival_name": name}


def link_keys(related: Sequence[Values]) -> list[LinkKeys]:
    """Return for each link its file name, that its own day and title make ("" without a day), and
    its keys."""
    return [_keys(link["title"], link["published_at"], link["web_url"]) for link in related]


def derived_keys(values: Values) -> dict[str, Any]:
    """Return the keys by which related links find an article with all these values."""
    return {
        "story_key": story_key(values["title"], values["published_at"]),
        "address_key": address_key(values["web_url"] or values["original_url"]),
    }


def keys_of_looks(values: Values, kept: int | None) -> dict[str, Any]:
    """Return the keys by which likely duplicates find an article that has these values now, and
    keeps this address key."""
    address = values["web_url"] or values["original_url"]
    return likeness_keys(values["title"], values["published_at"], address, kept)


def all_keys(values: Values, said: Values) -> dict[str, Any]:
    """Return all keys of an article that has these values, and of which its source `said` those."""
    derived = derived_keys(said)
    return derived | keys_of_looks(values, derived["address_key"])


@lru_cache(maxsize=2_000)  # each link is asked twice, and stands beside many articles
def _keys(title: str, published_at: str | None, web_url: str) -> LinkKeys:
    return LinkKeys(
        dated_name(published_at[:10], title) if published_at else "",
        story_key(title, published_at) if published_at else None,
        address_key(web_url),
    )
