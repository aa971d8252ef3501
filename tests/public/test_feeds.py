"""Feeds: what they list, in which order, and what never changes."""

import json
from datetime import timedelta

import feedparser
import pytest

from articles.models import Article, Topic
from articles.public.feeds import views
from articles.public.feeds.entries import FEED_SIZE
from articles.public.feeds.formats import FORMATS
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish, unpublish
from tests.factories import (
    NOON,
    article,
    link,
    provider,
    published_article,
    rendition,
    stored_image,
    topic,
)
from tests.public.crowd import publish_many

PLACES = ("/", "/topics/harbours/", "/providers/tidewire.example/")
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
}


@pytest.fixture
def items(client):
    """Return a function that reads the items of a JSON feed."""

    def get(place="/"):
        return json.loads(client.get(f"{place}feed.json").content)["items"]

    return get


def titles(items):
    return [item["title"] for item in items]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("place", PLACES)
def test_feed_lists_the_articles_of_its_page(client, place, kind):
    published_article(title="Here", provider=provider(), topics=(topic(),))
    if place != "/":
        published_article(title="Elsewhere", provider=provider("b.example"), topics=(topic("B"),))

    response = client.get(f"{place}feed.{kind}")

    assert response["Content-Type"] == TYPES[kind]
    assert f'<http://127.0.0.1:8000{place}feed.{kind}>; rel="self"' in response["Link"]
    assert "Here" in response.content.decode()
    assert "Elsewhere" not in response.content.decode()


def test_feed_begins_with_what_went_live_last(items):
    """A draft that is approved late must surface, whatever its date."""
    published_article(title="Newer", published_at=NOON)
    late = article(title="Late", published_at=NOON - timedelta(days=20))
    publish(late, by=SYSTEM)

    late, newer = items()

    assert (late["title"], newer["title"]) == ("Late", "Newer")
    assert late["date_published"] == "2031-04-14T12:00:00+00:00"
    assert late["date_modified"] == "2031-05-05T12:00:00+00:00"


def test_feed_of_one_run_is_ordered_by_the_time_of_the_provider(items):
    for hours in (2, 0, 1):
        published_article(title=f"{hours} h", published_at=NOON - timedelta(hours=hours))

    assert titles(items()) == ["0 h", "1 h", "2 h"]


def test_feed_has_fifty_articles(items):
    publish_many(FEED_SIZE + 1, topics=[topic()], providers=[provider()])

    assert [len(items(place)) for place in PLACES] == [FEED_SIZE] * 3


def test_feed_of_a_topic_with_many_articles_is_the_same(items, monkeypatch):
    harbours = topic()
    publish_many(3, topics=[harbours], providers=[provider()])
    published_article(title="Elsewhere", topics=(topic("Trams"),))
    few = items("/topics/harbours/")

    monkeypatch.setattr(views, "MANY", 2)

    assert items("/topics/harbours/") == few
    assert len(few) == 3


def test_entry_has_source_picture_topics_and_related_coverage(client, items):
    lead = stored_image()
    shown = rendition(lead, "wide", width=1280, height=720, byte_count=123)
    rendition(lead, "social")
    made = published_article(
        title="A heron",
        slug="heron",
        excerpt="It was right.",
        body="Very *right*.",
        web_url="https://tidewire.example/heron",
        provider=provider(name="Tidewire"),
        topics=(topic(), topic("Birds")),
        lead_image=lead,
    )
    link(made, title="Tide & time", web_url="https://o.example/1", provider=provider("o.example"))

    (item,) = items()
    picture = f"http://127.0.0.1:8000/media/{shown.file}"
    assert item["url"] == "http://127.0.0.1:8000/news/heron/"
    assert item["external_url"] == "https://tidewire.example/heron"
    assert item["summary"] == "It was right."
    assert item["authors"] == [{"name": "Tidewire"}]
    assert item["tags"] == ["Harbours", "Birds"]
    assert item["image"] == picture
    assert item["attachments"] == [
        {"url": picture, "mime_type": "image/jpeg", "size_in_bytes": 123}
    ]
    for text in (
        "<p>It was right.</p>",
        "<p>Very <em>right</em>.</p>",
        '<a href="https://tidewire.example/heron">Read at Tidewire</a>',
        '<li><a href="https://o.example/1">Tide &amp; time</a> (o)</li>',
    ):
        assert text in item["content_html"]
    for kind in ("atom", "rss"):
        entry = feedparser.parse(client.get(f"/feed.{kind}").content).entries[0]
        assert entry.enclosures[0].href == picture
        assert (entry.enclosures[0].length, entry.enclosures[0].type) == ("123", "image/jpeg")
        assert [tag.term for tag in entry.tags] == ["Harbours", "Birds"]
        assert entry.author == "Tidewire"


def test_entry_without_a_stored_picture_has_no_enclosure(items):
    published_article(lead_image=stored_image())

    assert "image" not in items()[0]
    assert "attachments" not in items()[0]


def test_entry_keeps_its_id_whatever_changes(items, settings):
    made = article(title="Before")
    publish(made, by=SYSTEM)
    (before,) = items()

    unpublish(made, by=SYSTEM)
    assert items() == []
    edit(made, {"title": "After"}, by=SYSTEM)
    publish(made, by=SYSTEM)
    Article.objects.update(slug="another")
    settings.NEWSDESK_SITE_URL = "https://moved.example"

    (after,) = items()
    assert before["id"] == after["id"]
    assert (before["title"], after["title"]) == ("Before", "After")
    assert after["url"] == "https://moved.example/news/another/"


@pytest.mark.parametrize("kind", FORMATS)
def test_feed_has_the_same_bytes_until_an_article_changes(client, settled, kind):
    made = article()
    empty = client.get(f"/feed.{kind}").content
    settled.shift(timedelta(hours=1))
    assert client.get(f"/feed.{kind}").content == empty

    publish(made, by=SYSTEM)
    full = client.get(f"/feed.{kind}")
    settled.shift(timedelta(hours=1))
    again = client.get(f"/feed.{kind}", headers={"if-none-match": full["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/feed.{kind}").content == full.content != empty

    edit(made, {"title": "Another title"}, by=SYSTEM)
    again = client.get(f"/feed.{kind}", headers={"if-none-match": full["ETag"]})
    assert again.status_code == 200
    assert b"Another title" in again.content


def test_feed_follows_the_name_of_a_provider_in_related_coverage(client, items):
    other = provider("other.example", name="Old name")
    link(published_article(), web_url="https://o.example/1", provider=other)
    first = client.get("/feed.json")

    other.name, other.edited_at = "New name", NOON
    other.save()

    again = client.get("/feed.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"New name" in again.content


@pytest.mark.parametrize("path", ["/topics/none/feed.atom", "/providers/none.example/feed.rss"])
def test_feed_of_an_unknown_name_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_feed_of_a_merged_topic_leads_to_the_other_topic(client):
    old, new = topic("Ports"), topic()
    published_article(topics=(old,))
    old.article_topics.update(topic=new)
    Topic.objects.filter(pk=old.pk).update(merged_into=new)

    response = client.get("/topics/ports/feed.atom")

    assert response["Location"] == "/topics/harbours/feed.atom"


@pytest.mark.parametrize("path", [*PLACES, "/feeds/"])
def test_page_names_its_feeds(read, path):
    published_article(provider=provider(), topics=(topic(),))

    page = read(path)

    place = path if path != "/feeds/" else "/"
    for kind, type_ in TYPES.items():
        assert f'<link rel="alternate" type="{type_.partition(";")[0]}" title="' in page
        assert f'href="{place}feed.{kind}"' in page
    assert '<a href="/feeds/">Feeds</a>' in page


def test_feed_of_a_search_has_what_the_search_finds(client, items):
    published_article(title="A heron", topics=(topic(),))
    published_article(title="A heron of the trams", topics=(topic("Trams"),))
    published_article(title="A gull", topics=(topic("Birds"),))

    path = "/search/feed.json?topic=trams&q=heron&unknown=1"
    feed = json.loads(client.get(path).content)

    assert titles(feed["items"]) == ["A heron of the trams"]
    assert feed["feed_url"].endswith("/search/feed.json?q=heron&topic=trams")
    assert feed["home_page_url"].endswith("/search/?q=heron&topic=trams")
    assert 'rel="hub"' not in client.get(path)["Link"]


@pytest.mark.parametrize("query", ["day_from=nonsense", "topic=none", "q=%00"])
def test_feed_of_a_search_that_is_not_valid_is_not_found(client, query):
    assert client.get(f"/search/feed.atom?{query}").status_code == 404
