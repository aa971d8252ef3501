"""Check feeds: strict XML, the grammar of Atom (RFC 4287), the schema of JSON Feed 1.1."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_FEED = jsonschema_rs.Draft202012Validator(
    json.loads((SCHEMAS / "json-feed.schema.json").read_text())
)
NS = {"a": "http://www.w3.org/2005/Atom"}


def parsed(content: bytes) -> Any:
    """Parse XML strictly: lxml repairs nothing unless it is asked to."""
    return etree.fromstring(content, etree.XMLParser(recover=False, resolve_entities=False))


def check_feed(kind: str, content: bytes, *, entries: int) -> None:
    """Check that a feed is valid and has this number of entries."""
    if kind == "json":
        feed = json.loads(content)
        JSON_FEED.validate(feed)
        assert len(feed["items"]) == entries
    elif kind == "rss":
        assert parsed(content).xpath("count(/rss/channel/item)") == entries
    else:
        root = parsed(content)
        ATOM.assertValid(root)
        assert root.xpath("count(a:author)", namespaces=NS) == 1  # for entries without one
        assert root.xpath("count(a:entry)", namespaces=NS) == entries
