"""Short keys by which related links find the articles that they point to.

A key is a signed 64-bit digest: it fits an indexed BIGINT whatever the length of a title
or an address, on SQLite and PostgreSQL alike.
"""

from hashlib import blake2b


def title_time_hash(title: str, published_at: str) -> int:
    """Return the key of a title at a time, the first way to recognise related coverage.

    The time is text as `articles.seeds.records.time_value` writes it.
    """
    return digest(f"{published_at} {title}")


def url_hash(address: str) -> int | None:
    """Return the key of an address without scheme, fragment and closing slash, or None."""
    if not address:
        return None
    bare = address.partition("#")[0].partition("://")[2]
    return digest(bare.removeprefix("www.").rstrip("/"))


def digest(text: str) -> int:
    """Return a text's digest of 64 bits, signed."""
    raw = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, signed=True)
