"""A file's bytes, made small enough to keep."""

import zlib

from isal import isal_zlib


def pack(data: bytes) -> bytes:
    """Return the bytes compressed, as zlib does it; `unpack` gives them back.

    ISA-L's second level: as small as zlib's quickest, in a third of the time (decision 0030).
    """
    return isal_zlib.compress(data, isal_zlib.ISAL_DEFAULT_COMPRESSION)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given."""
    return zlib.decompress(packed)
