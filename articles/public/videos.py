"""Videos: a link to the video's own page, which a script replaces by a player when it is clicked.

Seeds bring videos as an `<iframe>` in `featuredContent`. Embedded at once, it would let a third
party track readers before they choose to watch. The page shows a card such as "Watch on YouTube".
The player's address is built from the id of the video, never taken from the seed; an unknown
player has none, and its card links to the provider.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from articles.models import Article
from articles.templatetags.text import web_address

_ID = r"([\w-]{1,64})"
_YOUTUBE = (
    rf"/embed/{_ID}/?",
    "YouTube",
    "https://www.youtube.com/watch?v={}",
    "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
)
_PLAYERS = {
    "www.youtube.com": _YOUTUBE,
    "www.youtube-nocookie.com": _YOUTUBE,
    "player.vimeo.com": (
        r"/video/(\d{1,20})/?",
        "Vimeo",
        "https://vimeo.com/{}",
        "https://player.vimeo.com/video/{}?dnt=1&autoplay=1",
    ),
}
"""By host of the embed: its path, the name of the site, the addresses of the page and the player.

Both players are the variants that set no cookie before the video plays."""
PLAYER_HOSTS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
"""What the content security policy of article pages allows in frames."""


@dataclass(frozen=True, slots=True)
class Video:
    """The name of the video site, and the addresses of the video's page and of its player."""

    place: str
    address: str
    player: str = ""


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
    pattern, place, page, embed = _PLAYERS[parts.netloc]
    match = re.fullmatch(pattern, parts.path, re.ASCII)
    return Video(place, page.format(match[1]), embed.format(match[1])) if match else None
