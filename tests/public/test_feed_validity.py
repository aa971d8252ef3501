"""Feeds are valid, whatever is stored: strict XML, the grammar of Atom, the JSON Feed schema."""

import json
from typing import Any

import feedparser
import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import Article, Provider, RelatedLink, Topic
from articles.public.feeds.formats import FORMATS
from tests.depth import by_depth
from tests.factories import (
    link,
    provider,
    published_article,
    rendition,
    stored_image,
    topic,
)
from tests.public.feed_schemas import check_feed, parsed

NASTY = [
    "\x00\x01\x08\x0b\x0c\x0e\x1f\x7f\x85 control",
    "]]> <![CDATA[ <!-- --> <?xml ?> &amp; &lt; &#0; &#x1F; &nope; <b>",
    "\ufffe\uffff\ufeff\u2028\u202e",
    "👩‍🚀🏴‍☠️ \U0010ffff e\u0301",
    "T" * 300,
    "\r\n\t",
    "<script>alert(1)</script>",
]
TEXTS = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ADDRESSES = st.sampled_from(
    ["", "javascript:x", "https://tidewire.example/ä?q=\"<&>'", "https://xn--bcher-kva.example/%20"]
)


def stored() -> Article:
    """Return the only article of the test's database, with all that an entry shows."""
    made = Article.objects.first()
    if made is None:
        lead = stored_image()
        rendition(lead, "wide")
        about: dict[str, Any] = {"provider": provider(), "topics": (topic(),), "lead_image": lead}
        made = published_article(slug="heron", **about)
        link(made, web_url="https://other.example/1", provider=made.provider)
    return made


@settings(max_examples=by_depth(6, 30, 150))
@given(title=TEXTS, excerpt=TEXTS, body=TEXTS, name=TEXTS, address=ADDRESSES)
@example(title=NASTY[0], excerpt=NASTY[1], body=NASTY[2], name=NASTY[3], address="")
@example(title=NASTY[1], excerpt=NASTY[0], body=NASTY[0], name=NASTY[0], address="")
@example(title="", excerpt="", body="", name="", address="")
@pytest.mark.django_db
def test_feed_is_valid_whatever_is_stored(title, excerpt, body, name, address):
    made = stored()
    Article.objects.update(title=title, excerpt=excerpt, body=body, web_url=address)
    RelatedLink.objects.update(title=title[:300])
    Provider.objects.update(name=name)
    Topic.objects.update(name=name)
    client = Client()

    atom, rss, feed = (client.get(f"/topics/harbours/feed.{kind}").content for kind in FORMATS)
    for kind, content in zip(FORMATS, (atom, rss, feed), strict=True):
        check_feed(kind, content, entries=1)
    for content in (atom, rss):
        read = feedparser.parse(content)
        assert not read.bozo, read.bozo_exception
        assert [entry.id for entry in read.entries] == [json.loads(feed)["items"][0]["id"]]
        assert read.entries[0].link == f"http://127.0.0.1:8000/news/{made.slug}/"


@pytest.mark.parametrize("kind", FORMATS)
def test_title_with_markup_and_entities_is_plain_text(client, kind):
    title = "Fish & <b>chips</b> — 5 > 4 &amp; 👩‍🚀"
    published_article(title=title)
    content = client.get(f"/feed.{kind}").content

    if kind == "json":
        found = json.loads(content)["items"][0]["title"]
    else:
        found = parsed(content).xpath("//*[local-name()='title']")[-1].text
    assert found == title
