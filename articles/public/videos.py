"""Videos: readers get a link to the video's own page instead of an embedded player.

Seeds bring videos as an `<iframe>` in `featuredContent`. The content security policy has no
`frame-src`, because an embedded player lets a third party track readers before they choose to
watch. The page shows a card such as "Watch at YouTube". Only players whose embed address can be
turned into the address of a page are recognised; otherwise the card links to the provider.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from articles.models import Article
from articles.templatetags.text import web_address

_ID = r"([\w-]{1,64})"
_PLAYERS = {
    "www.youtube.com": (rf"/embed/{_ID}/?", "YouTube", "https://www.youtube.com/watch?v={}"),
    "www.youtube-nocookie.com": (
        rf"/embed/{_ID}/?",
        "YouTube",
        "https://www.youtube.com/watch?v={}",
    ),
    "player.vimeo.com": (r"/video/(\d{1,20})/?", "Vimeo", "https://vimeo.com/{}"),
}


@dataclass(frozen=True, slots=True)
class Video:
    """The name of the video site and the address of the video's page there."""

    place: str
    address: str


def video_of(article: Article) -> Video | None:
    """Return where an article's video can be watched, or None if there is none or it is unknown."""
    frames = _Frames()
    with suppress(AssertionError):  # html.parser raises it for some broken declarations
        frames.feed(article.featured_content)
    known = next(filter(None, map(_watch_page, frames.addresses)), None)
    if known:
        return known
    address = web_address(article.address)
    if (frames.addresses or article.type == "video") and address:
        place = article.provider.name if article.provider else urlsplit(address).netloc
        return Video(place, address)
    return None


class _Frames(HTMLParser):
    """Collects the addresses of iframes."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.addresses += [value for name, value in attrs if name == "src" and value]


def _watch_page(player: str) -> Video | None:
    parts = urlsplit(web_address(player.strip()))
    if parts.netloc not in _PLAYERS:
        return None
    pattern, place, page = _PLAYERS[parts.netloc]
    match = re.fullmatch(pattern, parts.path, re.ASCII)
    return Video(place, page.format(match[1])) if match else None
