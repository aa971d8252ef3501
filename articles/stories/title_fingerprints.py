"""Short keys by which likely duplicates are found, whoever wrote the title and however it begins.

    title   -> words -> their beginnings -> three heaps -> a key of each heap in its week
    address -> without what only tells how a reader came -> a key

A word always goes to the same heap. Who replaces one word of a title touches two heaps at most, so
that the third key is still the same; the beginning of a word is the same in its singular and its
plural. On 1,236 real items all 26 pairs of nearly the same title shared a key, and a key was
shared by nine items of a week at most. What shares a key is only a candidate: `stories.likeness`
compares.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from articles.stories.hash_keys import digest, url_hash

BUCKETS = 3
_BEGINNING = 4
"""Letters of a word that count. Shorter words are in every other title, and do not."""
_TRACKING = (
    "_ga", "_hsenc", "_hsmi", "cid", "cmp", "cmpid", "dclid", "fbclid", "feature", "gclid",
    "guccounter", "icid", "igshid", "mbid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid",
    "ocid", "ref",
    "ref_src", "rss", "s_cid", "smid", "sr_share", "src", "twclid", "utm_brand", "utm_campaign",
    "utm_content", "utm_id", "utm_medium", "utm_name", "utm_reader", "utm_source", "utm_term",
    "wt.mc_id", "yclid",
)  # fmt: skip
"""Parameters that say how a reader came to a page, not which page it is."""
_APOSTROPHES = {0x27: None, 0x2019: None}
_WORDS = re.compile(r"[^\W_]+")
Key = int | None


def plain_address(address: str) -> str:
    """Return an address without tracking parameters, fragment, scheme, "www." and last slash."""
    bare, _, query = address.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0] not in _TRACKING]
    bare = bare.partition("://")[2].removeprefix("www.")
    return f"{bare}?{'&'.join(kept)}".rstrip("/?")


def canonical_url_hash(address: str) -> Key:
    """Return the address key of the page that an address leads to; None without an address."""
    plain = plain_address(address)
    return url_hash(f"https://{plain}") if plain else None


@lru_cache(maxsize=5_000)  # one title is held against many
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title in small letters, without accents and apostrophes."""
    plain = title.lower() if title.isascii() else _without_accents(title)
    return tuple(_WORDS.findall(plain.translate(_APOSTROPHES)))


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def title_fingerprints(title: str, day: date) -> tuple[Key, ...]:
    """Return the keys of a title in the week of a day (UTC), one a heap, None for an empty one."""
    words = title_words(title)
    numbers = sorted({word for word in words if word.isdecimal()})
    heaps: list[list[str]] = [[] for _ in range(BUCKETS)]
    for beginning in sorted(_beginnings(words)):
        heaps[_heap(beginning)].append(beginning)
    end = " ".join([*numbers, str(day.toordinal() // 7)])
    return tuple(digest(f"{' '.join(heap)} {end}") if heap else None for heap in heaps)


def title_fingerprints_near(title: str, day: date) -> list[set[int]]:
    """Return for each heap the keys that a title has in the week of a day and those beside it."""
    weeks = [title_fingerprints(title, day + timedelta(days=days)) for days in (-7, 0, 7)]
    return [set(keys) - {None} for keys in zip(*weeks, strict=True)]


def fingerprint_columns(
    title: str, published_at: str | date, address: str, kept: Key
) -> dict[str, Key]:
    """Return the columns of an article for its title, time and address.

    `canonical_url_hash` is None when it equals `kept`, the article's `url_hash`. That may still
    be the hash of the imported address if an editor changed the address since.
    """
    if isinstance(published_at, str):
        published_at = date.fromisoformat(published_at[:10])
    page = canonical_url_hash(address)
    names = (f"title_hash_{heap}" for heap in range(1, BUCKETS + 1))
    return {
        **dict(zip(names, title_fingerprints(title, published_at), strict=True)),
        "canonical_url_hash": None if page == kept else page,
    }


def _beginnings(words: Iterable[str]) -> set[str]:
    telling = {word[:_BEGINNING] for word in words if len(word) >= _BEGINNING}
    plain = {word for word in telling if not word.isdecimal()}
    return plain or set(words)


@lru_cache(maxsize=20_000)  # titles are made of few words
def _heap(beginning: str) -> int:
    return digest(beginning) % BUCKETS
