"""Names of picture files: keyed digests, which tell nothing about the content (decision 0040)."""

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "articles.images"


def keyed_digest(data: bytes) -> str:
    """Return the HMAC-SHA256 of the bytes as 64 hex digits."""
    return _digest(data, settings.SECRET_KEY)


def known_digests(data: bytes) -> list[str]:
    """Return the digests that the bytes have now, or had before SECRET_KEY was rotated."""
    return [_digest(data, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def media_path(folder: str, digest: str, suffix: str) -> str:
    """Return where a file is stored: in one of 256 folders, so that none grows too large."""
    return f"{folder}/{digest[:2]}/{digest}.{suffix}"


def _digest(data: bytes, key: str) -> str:
    return salted_hmac(_SALT, data, secret=key, algorithm="sha256").hexdigest()
