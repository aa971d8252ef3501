"""Which key of a file holds which value field, in the order in which files have them."""

from typing import Any, Literal, NamedTuple

Generation = Literal[1, 2, 3]
Kind = Literal[
    "text",
    "markup",
    "address",
    "number",
    "moment",
    "flag",
    "names",
    "provider",
    "images",
    "related",
    "pairs",
]
SCALARS = frozenset({"text", "markup", "address", "number", "moment", "flag"})


class Field(NamedTuple):
    """A value field in a mapping of a seed file.

    `keys` are the first generation's key and the later ones'; a reader prefers the later.
    `is_quoted` is how files write it; `is_group` says that it stands between blank lines.
    """

    value: str
    keys: tuple[str, str]
    kind: Kind
    is_quoted: bool = False
    is_group: bool = False

    def key(self, generation: Generation) -> str:
        """Return the key that a file of this generation has for the field."""
        return self.keys[0] if generation == 1 else self.keys[1]


Fields = tuple[Field, ...]


def _same(value: str, kind: Kind, key: str = "", **style: bool) -> Field:
    return Field(value, (key or value, key or value), kind, **style)


_ADDRESSES = (
    Field("web_url", ("sourceUrl", "webUrl"), "address"),
    Field("amp_url", ("ampUrl", "ampWebUrl"), "address"),
    Field("cdn_amp_url", ("cdnAmpUrl", "cdnAmpWebUrl"), "address"),
)
_TEXTS = (
    _same("title", "text", is_quoted=True),
    _same("excerpt", "text", is_quoted=True),
    _same("published_at", "moment", "publishedDateTime"),
)

IMAGE: Fields = (
    _same("url", "address"),
    _same("width", "number"),
    _same("height", "number"),
    _same("title", "text", is_quoted=True),
    _same("is_cached", "flag", "isCached"),
)
PROVIDER: Fields = (
    _same("name", "text"),
    _same("domain", "text"),
    _same("images", "images"),
)
RELATED: Fields = (
    *_TEXTS,
    *_ADDRESSES,
    _same("type", "text"),
    _same("provider", "provider"),
    _same("quality", "number"),
    _same("images", "images"),
)
ARTICLE: Fields = (
    _same("category", "text"),
    *_TEXTS,
    _same("original_url", "address", "originalUrl"),
    *_ADDRESSES,
    _same("type", "text"),
    _same("quality", "number"),
    _same("heat", "number"),
    _same("published", "flag"),
    _same("featured_content", "markup", "featuredContent", is_quoted=True, is_group=True),
    _same("provider", "provider", is_group=True),
    _same("topics", "names", is_group=True),
    _same("images", "images", is_group=True),
    _same("related", "related", is_group=True),
)
ORGANISATION: Fields = (
    _same("name", "text"),
    _same("other_names", "names", "otherNames"),
    _same("description", "text"),
    _same("domain", "text"),
    _same("images", "images"),
)
TOPIC: Fields = (
    _same("topic_id", "text", "_id"),
    _same("name", "text"),
    Field("short_name", ("shortName", "shortname"), "text"),
    _same("parent", "text"),
    _same("keywords", "names"),
    _same("services", "pairs"),
)
ITEMS: dict[Kind, Fields] = {"images": IMAGE, "related": RELATED}


def is_empty(value: Any) -> bool:
    """Return whether a field of this value has no key in a file."""
    return value is None or value in ("", [], {})
