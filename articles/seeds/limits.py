"""How large a seed and a zip of seeds may be."""

from dataclasses import dataclass
from datetime import UTC, datetime

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, lengths in characters, picture sides in pixels, times inclusive in UTC.

    The defaults up to `zip_ratio` are the design's. The shorter texts are as long as the
    columns that hold them; the rest is what no honest seed has come near.
    """

    seed_bytes: int = 256 * KILOBYTE
    title: int = 300
    topics: int = 50
    images: int = 20
    related: int = 200
    nesting: int = 20
    zip_bytes: int = 50 * MEGABYTE
    zip_unpacked_bytes: int = 500 * MEGABYTE
    zip_members: int = 50_000
    zip_ratio: int = 50
    excerpt: int = 10_000
    text: int = 20_000
    address: int = 2_000
    category: int = 100
    type: int = 50
    name: int = 200
    domain: int = 253
    quality: tuple[int, int] = (0, 1_000_000)
    heat: tuple[int, int] = (-1_000_000, 1_000_000)
    pixels: int = 1_000_000
    earliest: datetime = datetime(1900, 1, 1, tzinfo=UTC)
    latest: datetime = datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    path: int = 1_000
    file_name: int = 250


LIMITS = Limits()
