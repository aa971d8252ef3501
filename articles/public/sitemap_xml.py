"""Write sitemaps as XML: https://www.sitemaps.org/protocol.html and Google's extensions."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from articles.public.feeds.entries import clean_text

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


class News(NamedTuple):
    """What a news sitemap says of an article."""

    publication: str
    language: str
    published_at: datetime
    title: str


class Page(NamedTuple):
    """A page of the site, or a part of a sitemap; addresses are absolute and encoded."""

    address: str
    changed_at: datetime | None = None
    picture: str = ""
    news: News | None = None


def sitemap_xml(pages: Iterable[Page]) -> str:
    """Return a sitemap of pages."""
    return _document("urlset", "url", pages)


def sitemap_index_xml(parts: Iterable[Page]) -> str:
    """Return a sitemap index."""
    return _document("sitemapindex", "sitemap", parts)


def _document(root: str, element: str, pages: Iterable[Page]) -> str:
    items = "".join(f"<{element}>{_content(page)}</{element}>\n" for page in pages)
    return f"{_DECLARATION}<{root} {_NAMESPACES}>\n{items}</{root}>\n"


def _content(page: Page) -> str:
    text = _element("loc", page.address)
    if page.changed_at:
        text += _element("lastmod", page.changed_at.isoformat(timespec="seconds"))
    if page.news:
        name = _element("news:name", page.news.publication)
        language = _element("news:language", page.news.language)
        day = page.news.published_at.isoformat(timespec="seconds")
        text += (
            f"<news:news><news:publication>{name}{language}</news:publication>"
            f"{_element('news:publication_date', day)}"
            f"{_element('news:title', page.news.title)}</news:news>"
        )
    if page.picture:
        text += f"<image:image>{_element('image:loc', page.picture)}</image:image>"
    return text


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(clean_text(text))}</{name}>"
