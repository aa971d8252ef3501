"""Addresses that wait for their pictures, and a DNS whose names all lead to this machine."""

import socket
from typing import Any
from urllib.parse import urlsplit

from articles.images.fetch_queue import fetch_due
from articles.images.uses import url_digest
from articles.models import ImageFetch


def waiting(url: str, **columns: Any) -> ImageFetch:
    """Return the stored row of an address that is due."""
    known = {"url": url, "url_digest": url_digest(url), "host": urlsplit(url).hostname or ""}
    return ImageFetch.objects.create(**known | columns)


def answer_loopback(_host: str, port: int, **_options: Any) -> list[Any]:
    """Stand for `socket.getaddrinfo`."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def fetch_all(**options: Any) -> list[ImageFetch]:
    """Fetch what is due and return the rows; answers have five seconds unless `options` differ."""
    defaults: dict[str, Any] = {"deadline": 5}
    return list(fetch_due(**defaults | options))


def fetched(row: ImageFetch) -> ImageFetch:
    """Fetch what is due and read the row again."""
    fetch_all()
    row.refresh_from_db()
    return row
