"""The three formats of feeds, as generators of Django's syndication framework.

Each writes the same bytes for the same articles: no date of a feed is newer than the newest change
of its articles.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)

EMPTY = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed without articles."""


class _StableDate(SyndicationFeed):
    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EMPTY)


class AtomFeed(_StableDate, Atom1Feed):
    """Atom (RFC 4287), with the whole text as content and the address at the source as `via`."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["source_address"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["source_address"]})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class RssFeed(_StableDate, Rss201rev2Feed):
    """RSS 2.0. It has one text for an item, so the description is the whole text."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": item["content"]})


class JsonFeed(_StableDate):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "hubs": [{"type": "WebSub", "url": self.feed["hub"]}] if self.feed["hub"] else None,
            "items": [_without_empty(self._item(item)) for item in self.items],
        }
        text = json.dumps(_without_empty(feed) | {"items": feed["items"]}, ensure_ascii=False)
        outfile.write(text.encode(encoding))

    @staticmethod
    def _item(item: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "external_url": item["source_address"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["summary"],
            "image": next((each.url for each in item["enclosures"]), None),
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}] if item["author_name"] else None,
            "tags": item["categories"],
            "attachments": [
                {"url": each.url, "mime_type": each.mime_type, "size_in_bytes": int(each.length)}
                for each in item["enclosures"]
            ],
        }


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


FORMATS: dict[str, type[AtomFeed | RssFeed | JsonFeed]] = {
    "atom": AtomFeed,
    "rss": RssFeed,
    "json": JsonFeed,
}
"""By the end of a feed's address."""
