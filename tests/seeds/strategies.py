"""Hypothesis strategies for the values of a seed's fields."""

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from articles.seeds.cleaning import is_image_address, is_web_address, without_controls

AWKWARD = [
    "- a", "a: b", "a #b", "#", "'", '"', "\\", "{", "[", "&a", "*a", "!a", "%", "@", "`", "|", ">",
    "&amp;", "&#39;", "&copy", "AT&T", "---", "true", "null", "~", "1", "1e3", "0x1", "2031-01-01",
    " a ", "a\n\nb", "a\r\nb\n", "\ta", "\n", "\u00a0", "\u2028", "\ufeff", "\u200b", "😀", "é",
    "<<",
]  # fmt: skip


def texts(longest: int, smallest: int = 0) -> st.SearchStrategy[str]:
    pieces = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8))
    joined = st.lists(pieces, max_size=6).map("".join)
    fits = joined.map(without_controls).map(lambda text: text[:longest])
    return fits.filter(lambda text: bool(text.strip())) if smallest else fits


addresses = st.from_regex(r"https?://[a-z]{1,5}\.example/[!-~é]{0,20}", fullmatch=True).filter(
    is_web_address
)
pictures = st.one_of(addresses, st.from_regex(r"[a-z/.]{1,9}\.png", fullmatch=True)).filter(
    is_image_address
)
domains = st.sampled_from(["a.example", "b-c.example", "münchen.example", "localhost"])
optional_addresses = st.one_of(st.just(""), addresses)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001 - the same
).map(lambda moment: moment.isoformat() + "Z")
numbers = st.one_of(st.none(), st.integers(0, 1_000_000))
images = st.lists(
    st.fixed_dictionaries(
        {
            "url": pictures,
            "width": numbers,
            "height": numbers,
            "title": texts(300),
            "is_cached": st.sampled_from([None, True, False]),
        }
    ),
    max_size=3,
)
related = st.lists(
    st.fixed_dictionaries(
        {
            "title": texts(300, 1),
            "excerpt": texts(300),
            "published_at": st.one_of(st.none(), moments),
            "web_url": optional_addresses,
            "amp_url": optional_addresses,
            "cdn_amp_url": optional_addresses,
            "type": texts(50),
            "provider": st.one_of(st.just(""), domains),
            "quality": numbers,
            "images": images,
        }
    ),
    max_size=4,
)
fields: dict[str, st.SearchStrategy[Any]] = {
    "category": texts(100),
    "title": texts(300, 1),
    "excerpt": texts(300),
    "published_at": moments,
    "original_url": optional_addresses,
    "web_url": optional_addresses,
    "amp_url": optional_addresses,
    "cdn_amp_url": optional_addresses,
    "type": texts(50),
    "quality": numbers,
    "heat": st.one_of(st.none(), st.integers(-1_000_000, 1_000_000)),
    "featured_content": texts(300),
    "provider": st.one_of(st.just(""), domains),
    "topics": st.lists(texts(200, 1), max_size=4, unique=True),
    "images": images,
    "related": related,
    "body": texts(300).map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")),
}
