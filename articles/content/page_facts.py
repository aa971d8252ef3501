"""What a web page says about itself: title, excerpt, time and picture, from the head of its HTML.

address -> images.download (safe, with a limit for pages) -> checked to be HTML -> PageFacts
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.dateparse import parse_datetime

from articles.images.download import Downloaded, DownloadFailure, download
from articles.images.fetch_queue import fetch_limits
from articles.seeds.cleaning import clean_domain, is_web_address, without_controls
from articles.seeds.limits import LIMITS
from articles.seeds.records import time_value

MAX_BYTES = 2_000_000
MAX_HEAD = 200_000
"""Bytes of a page that are read: its head stands at the beginning."""
SECONDS = 8.0
"""A person waits for it."""
_HTML = re.compile(rb"<(?:!doctype html|html|head|meta|title)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"' ]?([a-zA-Z0-9_-]{1,40})", re.IGNORECASE)
_ACCEPT = "text/html, application/xhtml+xml"
_NAMES = {
    "title": ("og:title", "twitter:title"),
    "excerpt": ("og:description", "description", "twitter:description"),
    "image": ("og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
    "published_at": ("article:published_time", "og:article:published_time", "date"),
}
"""The names of meta elements for each fact, the best first."""


class PageNotRead(Exception):
    """The page could not be fetched or is no HTML; the message says why."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Texts as value fields have them; "" where the page does not say it."""

    title: str = ""
    excerpt: str = ""
    image: str = ""
    published_at: str = ""
    provider: str = ""

    @property
    def found(self) -> list[str]:
        """The names of the facts that are known."""
        return [field.name for field in fields(self) if getattr(self, field.name)]


def fetch_page_facts(address: str) -> PageFacts:
    """Fetch a page and return what it says about itself. Raises PageNotRead."""
    result = download(
        address,
        limits=fetch_limits(),
        user_agent=f"Newsdesk (+{settings.NEWSDESK_SITE_URL})",
        seconds=SECONDS,
        max_bytes=MAX_BYTES,
        accept=_ACCEPT,
    )
    match result:
        case Downloaded():
            return page_facts(result.take(), address)
        case DownloadFailure():
            raise PageNotRead(result.reason)
    raise PageNotRead("The server sent no page.")


def page_facts(html: bytes, address: str) -> PageFacts:
    """Return the facts of a page at an address. Raises PageNotRead if it is no HTML."""
    if not _HTML.search(html, 0, MAX_HEAD):
        raise PageNotRead("There is no web page at this address.")
    head = _Head()
    with suppress(AssertionError):  # raised by the parser for sections such as "<![x["
        head.feed(_text(html[:MAX_HEAD]))
    return PageFacts(
        title=_line(head.fact("title") or head.title, LIMITS.title),
        excerpt=_line(head.fact("excerpt"), LIMITS.excerpt),
        image=_image(head.fact("image"), address),
        published_at=_time(head.fact("published_at")),
        provider=_provider(address),
    )


class _Head(HTMLParser):
    """Collect the title and the first content of each meta element."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self._metas = dict[str, str]()
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_title = tag == "title" and not self.title
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            name = (values.get("property") or values.get("name") or "").lower()
            self._metas.setdefault(name, values.get("content", "").strip())

    def handle_endtag(self, _tag: str) -> None:
        self._is_title = False

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data

    def fact(self, kind: str) -> str:
        return next(filter(None, (self._metas.get(name) for name in _NAMES[kind])), "")


def _text(html: bytes) -> str:
    """Return a page as text, in the encoding that it names, or UTF-8."""
    found = _CHARSET.search(html)
    try:
        return html.decode(found[1].decode() if found else "utf-8", "replace")
    except (LookupError, UnicodeError):  # not all codecs can replace errors
        return html.decode("utf-8", "replace")


def _line(text: str, most: int) -> str:
    return " ".join(without_controls(text).split())[:most]


def _image(address: str, page: str) -> str:
    return _or_empty(lambda: urljoin(page, address) if address else "", is_web_address)


def _provider(address: str) -> str:
    host = _or_empty(lambda: urlsplit(address).hostname or "", bool)
    return clean_domain(host.removeprefix("www.")) or ""


def _time(text: str) -> str:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return ""
    if moment is None or moment.tzinfo is None or not LIMITS.earliest <= moment <= LIMITS.latest:
        return ""
    return time_value(moment)


def _or_empty(get: Callable[[], str], is_valid: Callable[[str], bool]) -> str:
    try:
        text = get()
    except ValueError:  # such as http://[
        return ""
    return text if is_valid(text) and len(text) <= LIMITS.address else ""
