"""Videos: readers get a link to where the video is at home, not the player itself.

Seeds bring videos as an `<iframe>` in `featuredContent`. Our content security policy has no
`frame-src`, on purpose: a player lets a third party watch whoever opens the page, before
they have chosen to see anything. So the page shows a card, "Watch at YouTube". Only players
whose addresses we can turn into the address of a page are recognised; for others the card
leads to the item at its provider.
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
    """Where to watch: the name of the place, and the address of the page there."""

    place: str
    address: str


def video_of(article: Article) -> Video | None:
    """Return where an article's video can be watched; None when it has none or we can't tell."""
    frames = _Frames(convert_charrefs=True)
    with suppress(AssertionError):  # html.parser's own answer to some broken declarations
        frames.feed(article.featured_content)
    known = next(filter(None, map(_at_home, frames.addresses)), None)
    if known:
        return known
    address = web_address(article.address)
    if (frames.addresses or article.type == "video") and address:
        place = article.provider.name if article.provider else urlsplit(address).netloc
        return Video(place, address)
    return None


class _Frames(HTMLParser):
    """Collects the addresses of iframes."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.addresses += [value for name, value in attrs if name == "src" and value]


def _at_home(player: str) -> Video | None:
    parts = urlsplit(web_address(player.strip()))
    if parts.netloc not in _PLAYERS:
        return None
    pattern, place, page = _PLAYERS[parts.netloc]
    match = re.fullmatch(pattern, parts.path, re.ASCII)
    return Video(place, page.format(match[1])) if match else None
