"""Compress the bytes of seed files for storage."""

import zlib


def pack(data: bytes) -> bytes:
    """Return the bytes compressed; `unpack` restores them."""
    return zlib.compress(data, zlib.Z_BEST_SPEED)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given."""
    return zlib.decompress(packed)
