"""Hashes by which related links find the articles that they point to.

A hash is a signed 64-bit digest: it fits an indexed BIGINT on SQLite and PostgreSQL, however
long the title or the address.
"""

from hashlib import blake2b


def title_time_hash(title: str, published_at: str) -> int:
    """Return the hash of a title and a time written by `articles.seeds.records.time_value`."""
    return digest(f"{published_at} {title}")


def url_hash(address: str) -> int | None:
    """Return the hash of an address without scheme, "www.", fragment and last slash, or None."""
    if not address:
        return None
    bare = address.partition("#")[0].partition("://")[2]
    return digest(bare.removeprefix("www.").rstrip("/"))


def digest(text: str) -> int:
    """Return a signed 64-bit digest of a text."""
    raw = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, signed=True)
