"""Sitemaps: what is listed, in which part, and that any text makes well-formed XML."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles.models import Article, Topic
from articles.public import sitemaps
from tests.factories import NOON, provider, published_article, rendition, stored_image, topic
from tests.public.crowd import publish_many

SITE = "https://news.example"
PATHS = [
    "/sitemap.xml",
    "/sitemaps/news.xml",
    "/news-sitemap.xml",
    *(f"/sitemaps/{kind}-1.xml" for kind in sitemaps.PARTS),
]
HOSTILE = "]]><x>&amp;&#0;\ufffe\x08 \U0001f426 \"'"


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.NEWSDESK_SITE_URL = SITE


def own(**columns):
    return published_article(web_url="", **columns)


def parse(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content, etree.XMLParser(recover=False))


def values(client, path, name="loc"):
    return parse(client, path).xpath(f"//*[local-name()='{name}']/text()")


def addresses(client, path):
    return [address.removeprefix(SITE) for address in values(client, path)]


def test_index_lists_parts_that_have_pages(client):
    own(topics=(topic(),), provider=provider())

    parts = addresses(client, "/sitemap.xml")

    assert parts == [
        "/sitemaps/pages-1.xml",
        "/sitemaps/articles-1.xml",
        "/sitemaps/topics-1.xml",
        "/sitemaps/providers-1.xml",
        "/sitemaps/news.xml",
    ]
    assert all(addresses(client, part) for part in parts)
    assert client.get("/sitemaps/articles-2.xml").status_code == 404


def test_pages_are_home_lists_and_months_in_the_zone_of_the_site(client, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    published_article(published_at=datetime(2031, 3, 31, 12, tzinfo=UTC))
    published_article(published_at=datetime(2031, 1, 5, tzinfo=UTC))

    pages = addresses(client, "/sitemaps/pages-1.xml")

    assert pages == ["/", "/topics/", "/providers/", "/2031/01/", "/2031/04/"]
    assert [client.get(page).status_code for page in pages] == [200] * 5


def test_index_without_articles_lists_no_empty_part(client):
    assert addresses(client, "/sitemap.xml") == ["/sitemaps/pages-1.xml", "/sitemaps/news.xml"]


def test_articles_are_those_that_readers_find_only_here(client):
    own(slug="ours")
    published_article(slug="theirs")

    for path in ("/sitemaps/articles-1.xml", "/sitemaps/news.xml", "/news-sitemap.xml"):
        assert addresses(client, path) == ["/news/ours/"]


def test_parts_are_ranges_of_primary_keys(client, monkeypatch):
    """Otherwise each article that leaves would move others to another part."""
    monkeypatch.setattr(sitemaps, "PART_SIZE", 2)
    pks = [own(slug=f"a{n}").pk for n in range(5)]
    before = {path: addresses(client, path) for path in addresses(client, "/sitemap.xml")[1:-1]}

    Article.objects.get(pk=pks[2]).delete()

    assert sorted(page for pages in before.values() for page in pages) == [
        f"/news/a{n}/" for n in range(5)
    ]
    assert max(map(len, before.values())) == 2
    for path, pages in before.items():
        if pages != ["/news/a2/"]:
            assert addresses(client, path) == [page for page in pages if page != "/news/a2/"]


def test_last_change_is_that_of_the_article_and_of_the_newest_of_a_part(client):
    changed = NOON + timedelta(hours=3)
    own(slug="a", updated_at=NOON)
    own(slug="b", updated_at=changed)

    assert values(client, "/sitemap.xml", "lastmod") == [changed.isoformat()]
    assert values(client, "/sitemaps/articles-1.xml", "lastmod") == [
        NOON.isoformat(),
        changed.isoformat(),
    ]


def test_article_names_its_picture(client):
    image = stored_image()
    rendition(image, "social", file="renditions/quay 1.jpg")
    own(lead_image=image)

    assert f"{SITE}/media/renditions/quay%201.jpg" in values(client, "/sitemaps/articles-1.xml")


def test_news_are_those_of_two_days_last_first_and_at_most_a_thousand(client, monkeypatch):
    now = NOON + timedelta(days=1)  # conftest.settled
    for slug, hours in (("old", 49), ("first", 40), ("last", 1)):
        own(slug=slug, title=f"{slug} & co", went_live_at=now - timedelta(hours=hours))
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)

    path = "/sitemaps/news.xml"

    assert addresses(client, path) == ["/news/last/", "/news/first/"]
    assert values(client, path, "title") == ["last & co", "first & co"]
    assert values(client, path, "language") == ["en", "en"]
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    assert addresses(client, path) == ["/news/last/"]


def test_any_text_is_well_formed(client, settings):
    settings.NEWSDESK_SITE_NAME = HOSTILE
    settings.MEDIA_URL = "https://media.example/?a=1&b="
    image = stored_image()
    rendition(image, "social", file="renditions/<&>.jpg")
    own(title=HOSTILE, slug="a&b<c>\"'\U0001f426", lead_image=image, topics=(topic(),))
    Topic.objects.update(name=HOSTILE)
    provider_article = {"provider": provider("a&b.example")}
    published_article(**provider_article)

    for path in PATHS:
        parse(client, path)
    assert values(client, "/sitemaps/news.xml", "title") == ["]]><x>&amp;&#0; \U0001f426 \"'"]


def test_queries_are_equal_for_ten_and_a_thousand_articles(client):
    topics, providers = [topic()], [provider("p.example")]
    few = publish_many(10, topics=topics, providers=providers)
    Article.objects.update(web_url="")
    at_ten = queries(client)
    for article in few:
        article.delete()

    publish_many(1_000, topics=topics, providers=providers)
    Article.objects.update(web_url="")

    assert queries(client) == at_ten
    assert max(at_ten.values()) <= 4


def queries(client):
    found = {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        found[path] = len(captured)
    return found
