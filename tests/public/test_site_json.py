"""The sites' own JSON, live: pages, their order, their validators and their queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Provider
from tests.factories import NOON, published_article, topic
from tests.public.crowd import publish_many

FIRST = "/api/news/index.json"


@pytest.fixture
def harbours():
    return topic(parent=topic("Coast"), services={"news": "https://x.example"})


def paths(response):
    return [item["path"] for item in json.loads(response.content)["value"]]


def test_articles_of_one_second_are_in_order_of_path_over_pages(client):
    """A hyphen sorts before the dot of `.md`, so the order of names would be another."""
    names = [f"n-{n:03}" for n in range(70)] + ["n-0"]
    for name in names:
        published_article(name=name, published_at=NOON)
    published_article(name="newest", published_at=NOON.replace(hour=13))

    pages = [client.get(f"/api/news/page/{number}/index.json") for number in (1, 2, 3)]

    expected = ["_news/newest.md", *sorted(f"_news/{name}.md" for name in names)]
    assert [path for page in pages for path in paths(page)] == expected
    assert [json.loads(page.content)["nextPage"] for page in pages] == [2, 3, None]


@pytest.mark.parametrize(
    "path",
    [
        "/api/news/page/2/index.json",
        "/api/news/page/0/index.json",
        "/api/news/page/01/index.json",
        "/api/news/page/99999999999999999999/index.json",
        "/api/news/coast/index.json",
        "/api/news/harbours/page/2/index.json",
        "/api/news/none/index.json",
    ],
)
def test_page_that_does_not_exist_is_404(client, harbours, path):
    published_article(topics=(harbours,))

    assert client.get(path).status_code == 404


def test_scripts_of_other_sites_may_read(client):
    response = client.get(FIRST)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    assert "Set-Cookie" not in response


def test_page_is_304_until_what_it_shows_changes(client, settled):
    shown = published_article(provider=Provider.objects.create(domain="a.example", name="A"))
    etag = client.get(FIRST)["ETag"]
    published_article(status="draft", went_live_at=None)
    assert client.get(FIRST, headers={"if-none-match": etag}).status_code == 304

    Article.objects.filter(pk=shown.pk).update(version=2)

    assert client.get(FIRST, headers={"if-none-match": etag}).status_code == 200


def test_queries_are_equal_for_ten_and_a_thousand_articles(client, harbours):
    provider = Provider.objects.create(domain="a.example", name="A")
    few = publish_many(10, topics=[harbours], providers=[provider])
    at_ten = queries(client)
    for article in few:
        article.delete()

    publish_many(1_000, topics=[harbours], providers=[provider])

    assert queries(client) == at_ten
    assert max(at_ten.values()) <= 6


def queries(client):
    found = {}
    for path in (FIRST, "/api/news/harbours/index.json", "/news-sitemap.xml"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        found[path] = len(captured)
    return found
