"""Fingerprints by which near-duplicates are found through an index.

    title   -> words -> their stems -> three buckets -> one hash per bucket and week
    address -> without tracking parameters -> one hash

A word always goes to the same bucket. Replacing one word of a title changes at most two of the
three hashes, so near-duplicates share at least one; a stem is the same in singular and plural.
On 1,236 real items all 26 pairs of similar titles shared a hash, and at most nine items of a week
shared one. Candidates that share a hash are compared by `articles.stories.similarity`.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from articles.stories.hash_keys import digest, url_hash

BUCKETS = 3
_STEM = 4
"""Letters of a stem. Shorter words are in every other title and do not count."""
_TRACKING = (
    "_ga", "_hsenc", "_hsmi", "cid", "cmp", "cmpid", "dclid", "fbclid", "feature", "gclid",
    "guccounter", "icid", "igshid", "mbid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid",
    "ocid", "ref",
    "ref_src", "rss", "s_cid", "smid", "sr_share", "src", "twclid", "utm_brand", "utm_campaign",
    "utm_content", "utm_id", "utm_medium", "utm_name", "utm_reader", "utm_source", "utm_term",
    "wt.mc_id", "yclid",
)  # fmt: skip
"""Query parameters that tell where a reader came from, not which page it is."""
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
    """Return the `url_hash` of an address without tracking parameters; None without an address."""
    plain = plain_address(address)
    return url_hash(f"https://{plain}") if plain else None


@lru_cache(maxsize=5_000)  # one title is compared with many
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title in lower case, without accents and apostrophes."""
    plain = title.lower() if title.isascii() else _without_accents(title)
    return tuple(_WORDS.findall(plain.translate(_APOSTROPHES)))


def title_fingerprints(title: str, day: date) -> tuple[Key, ...]:
    """Return the hash of each bucket for the week of a day (UTC); None for an empty bucket."""
    words = title_words(title)
    numbers = sorted({word for word in words if word.isdecimal()})
    buckets: list[list[str]] = [[] for _ in range(BUCKETS)]
    for stem in sorted(_stems(words)):
        buckets[_bucket(stem)].append(stem)
    end = " ".join([*numbers, str(day.toordinal() // 7)])
    return tuple(digest(f"{' '.join(bucket)} {end}") if bucket else None for bucket in buckets)


def title_fingerprints_near(title: str, day: date) -> list[set[int]]:
    """Return for each bucket the hashes for the week of a day and the weeks before and after."""
    weeks = [title_fingerprints(title, day + timedelta(days=days)) for days in (-7, 0, 7)]
    return [set(hashes) - {None} for hashes in zip(*weeks, strict=True)]


def fingerprint_columns(
    title: str, published_at: str | date, address: str, kept: Key
) -> dict[str, Key]:
    """Return the columns of an article for its title, time and address.

    `canonical_url_hash` is None when it equals `kept`, the article's `url_hash`. That may still
    be the hash of the imported address if an editor changed the address since.
    """
    if isinstance(published_at, str):
        published_at = date.fromisoformat(published_at[:10])
    canonical = canonical_url_hash(address)
    names = (f"title_hash_{number}" for number in range(1, BUCKETS + 1))
    return {
        **dict(zip(names, title_fingerprints(title, published_at), strict=True)),
        "canonical_url_hash": None if canonical == kept else canonical,
    }


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _stems(words: Iterable[str]) -> set[str]:
    """Return the stems of the longer words, or all words if there are none."""
    stems = {word[:_STEM] for word in words if len(word) >= _STEM}
    return {stem for stem in stems if not stem.isdecimal()} or set(words)


@lru_cache(maxsize=20_000)  # titles share most of their words
def _bucket(stem: str) -> int:
    return digest(stem) % BUCKETS
