"""Derive columns and rows from value fields. Pure: no database."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from articles.db.bulk import stored_time
from articles.db.json_text import stored_json
from articles.models.value_fields import LINK_TEXT_FIELDS, TEXT_FIELDS
from articles.seeds.naming import dated_name
from articles.stories.hash_keys import title_time_hash, url_hash
from articles.stories.rank import top_ranked
from articles.stories.title_fingerprints import fingerprint_columns

Values = Mapping[str, Any]
PLAIN = (*TEXT_FIELDS, "quality", "heat", "images")
"""The value fields that are columns of the same name and value."""
LINK_COLUMNS = (
    "position", *LINK_TEXT_FIELDS, "published_at", "quality", "images", "name", "title_time_hash",
    "url_hash",
)  # fmt: skip
_plain = itemgetter(*PLAIN)
_link_texts = itemgetter(*LINK_TEXT_FIELDS)


class LinkKeys(NamedTuple):
    """The derived columns of a related link. `name` is the file name of its day and title."""

    name: str
    title_time_hash: int | None
    url_hash: int | None


class LinkRow(NamedTuple):
    """A related link as `columns` (LINK_COLUMNS), and its provider's domain."""

    keys: LinkKeys
    provider: str
    columns: tuple[Any, ...]


def article_columns(values: Values) -> dict[str, Any]:
    """Return the stored columns of a new article with all these values, without the provider."""
    columns = dict(zip(PLAIN, _plain(values), strict=True))
    columns["published_at"] = stored_time(values["published_at"])
    columns["images"] = stored_json(columns["images"])
    return columns | related_columns(values["related"]) | article_hashes(values, values)


def related_columns(related: Sequence[Values]) -> dict[str, Any]:
    """Return the article's columns about its related links, before these are resolved."""
    quality, name = top_ranked((link["quality"], _link_keys(link).name) for link in related)
    return {
        "related_count": len(related),
        "top_related_quality": quality,
        "top_related_name": name,
    }


def link_rows(related: Sequence[Values]) -> list[LinkRow]:
    """Return the rows of related links in their order."""
    return [_link_row(position, link) for position, link in enumerate(related)]


def _link_row(position: int, link: Values) -> LinkRow:
    keys, time, images = _link_keys(link), link["published_at"], stored_json(link["images"])
    time = time and stored_time(time)
    columns = (position, *_link_texts(link), time, link["quality"], images, *keys)
    return LinkRow(keys, link["provider"], columns)


def link_hashes(values: Values) -> dict[str, Any]:
    """Return the hashes by which related links find an article with all these values."""
    return {
        "title_time_hash": title_time_hash(values["title"], values["published_at"]),
        "url_hash": url_hash(values["web_url"] or values["original_url"]),
    }


def duplicate_hashes(values: Values, kept: int | None) -> dict[str, Any]:
    """Return the hashes by which near-duplicates are found; `kept` is the article's `url_hash`."""
    address = values["web_url"] or values["original_url"]
    return fingerprint_columns(values["title"], values["published_at"], address, kept)


def article_hashes(values: Values, imported: Values) -> dict[str, Any]:
    """Return all hashes of an article: its values, and those that its source gave last."""
    hashes = link_hashes(imported)
    return hashes | duplicate_hashes(values, hashes["url_hash"])


def _link_keys(link: Values) -> LinkKeys:
    return _keys(link["title"], link["published_at"], link["web_url"])


@lru_cache(maxsize=2_000)  # asked twice per link, and many articles have the same link
def _keys(title: str, published_at: str | None, web_url: str) -> LinkKeys:
    return LinkKeys(
        dated_name(published_at[:10], title) if published_at else "",
        title_time_hash(title, published_at) if published_at else None,
        url_hash(web_url),
    )
