"""What follows from value fields alone: an article's columns, its keys and rival, and the rows of
its links.

No database is asked: an import works this out while the database stores what came before.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from articles.db.bulk import stored_time
from articles.models.value_fields import LINK_TEXT_FIELDS, TEXT_FIELDS
from articles.seeds.naming import dated_name
from articles.stories.hash_keys import title_time_hash, url_hash
from articles.stories.ranking import strongest
from articles.stories.title_fingerprints import fingerprint_columns

Values = Mapping[str, Any]
_KEYS = ("name", "title_time_hash", "url_hash")
LINK_COLUMNS = ("position", *LINK_TEXT_FIELDS, "published_at", "quality", *_KEYS)
IMAGE_COLUMNS = ("position", "url", "width", "height", "title", "is_cached")
PLAIN = (*TEXT_FIELDS, "quality", "heat")
"""The value fields that are columns as they are."""
_plain = itemgetter(*PLAIN)
_link_texts = itemgetter(*LINK_TEXT_FIELDS)
_image_values = itemgetter(*IMAGE_COLUMNS[1:])


class LinkKeys(NamedTuple):
    """What follows from a link's title, time and address."""

    name: str
    title_time_hash: int | None
    url_hash: int | None


class LinkRow(NamedTuple):
    """A link without what only the database knows: its `columns` are LINK_COLUMNS, `images` their
    rows of IMAGE_COLUMNS, and `provider` a domain."""

    keys: LinkKeys
    provider: str
    columns: tuple[Any, ...]
    images: list[tuple[Any, ...]]


class Derived(NamedTuple):
    """What follows from all of an article's value fields: columns, without the provider, and the
    rows of its links."""

    columns: dict[str, Any]
    links: list[LinkRow]


def follow(values: Values) -> Derived:
    """Return what follows from all value fields."""
    related = values["related"]
    links = link_rows(related)
    columns = dict(zip(PLAIN, _plain(values), strict=True))
    columns["published_at"] = stored_time(values["published_at"])
    columns |= _related_columns(related, [link.keys.name for link in links])
    return Derived(columns | article_hashes(values, values), links)


def related_columns(related: Sequence[Values]) -> dict[str, Any]:
    """Return what an article's row says of its related coverage, as yet unresolved."""
    return _related_columns(related, [_keys_of(link).name for link in related])


def _related_columns(related: Sequence[Values], names: Sequence[str]) -> dict[str, Any]:
    scores = [link["quality"] for link in related]
    quality, name = strongest(zip(scores, names, strict=True))
    return {"related_count": len(related), "top_related_quality": quality, "top_related_name": name}


def link_rows(related: Sequence[Values]) -> list[LinkRow]:
    """Return the rows of links in their order."""
    return [_link_row(position, link) for position, link in enumerate(related)]


def _link_row(position: int, link: Values) -> LinkRow:
    keys, moment = _keys_of(link), link["published_at"]
    stored = moment and stored_time(moment)
    columns = (position, *_link_texts(link), stored, link["quality"], *keys)
    return LinkRow(keys, link["provider"], columns, image_rows(link["images"]))


def image_rows(images: Sequence[Values]) -> list[tuple[Any, ...]]:
    """Return the rows of images in their order, of IMAGE_COLUMNS."""
    return [(position, *_image_values(image)) for position, image in enumerate(images)]


def _keys_of(link: Values) -> LinkKeys:
    """Return a link's keys, and its file name: that of its own day and title, "" without a day."""
    return _keys(link["title"], link["published_at"], link["web_url"])


def link_hashes(values: Values) -> dict[str, Any]:
    """Return the keys by which related links find an article with all these values."""
    return {
        "title_time_hash": title_time_hash(values["title"], values["published_at"]),
        "url_hash": url_hash(values["web_url"] or values["original_url"]),
    }


def duplicate_hashes(values: Values, kept: int | None) -> dict[str, Any]:
    """Return the keys by which likely duplicates find an article that has these values now, and
    keeps this address key."""
    address = values["web_url"] or values["original_url"]
    return fingerprint_columns(values["title"], values["published_at"], address, kept)


def article_hashes(values: Values, said: Values) -> dict[str, Any]:
    """Return all keys of an article that has these values, and of which its source `said` those."""
    derived = link_hashes(said)
    return derived | duplicate_hashes(values, derived["url_hash"])


@lru_cache(maxsize=2_000)  # each link is asked twice, and stands beside many articles
def _keys(title: str, published_at: str | None, web_url: str) -> LinkKeys:
    return LinkKeys(
        dated_name(published_at[:10], title) if published_at else "",
        title_time_hash(title, published_at) if published_at else None,
        url_hash(web_url),
    )
