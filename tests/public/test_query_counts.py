"""Queries of a page: the same few for any number of rows, and one or two if nothing changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOON, link, provider, published_article, topic
from tests.public.counting import DIRECTORIES, MOST, queries
from tests.public.crowd import publish_many

PLACES = ["/", "/topics/harbours/", "/providers/p0.example/"]
PATHS = [*PLACES, *(f"{place}feed.atom" for place in PLACES), *DIRECTORIES]


@pytest.mark.parametrize("path", PATHS)
def test_list_queries_are_equal_for_ten_and_a_thousand_articles(client, path):
    topics = [topic("Harbours"), topic("Trams")]
    providers = [provider(f"p{n}.example") for n in range(10)]
    few = publish_many(10, topics=topics, providers=providers)
    at_ten = queries(client, path)
    for article in few:
        article.delete()

    publish_many(1_000, topics=topics, providers=providers)

    assert queries(client, path) == at_ten <= MOST


def test_list_queries_are_equal_on_later_pages(client):
    articles = publish_many(200, topics=[topic()], providers=[provider()])
    place = f"{articles[150].published_at:%Y-%m-%dT%H:%M:%SZ}_{articles[150].pk}"

    assert queries(client, f"/?after={place}") == queries(client, "/")
    assert queries(client, f"/?before={place}") == queries(client, "/")


def test_article_queries_are_equal_for_no_and_thirty_related_items(client):
    bare = published_article(slug="bare", provider=provider(), topics=(topic(),))
    rich = published_article(slug="rich", provider=bare.provider, topics=(topic("Trams"),))
    for n in range(30):
        target = published_article(title=f"Target {n}", published_at=NOON)
        link(rich, target=target, provider=provider(f"p{n}.example"))

    assert queries(client, "/news/bare/") == queries(client, "/news/rich/") <= MOST


@pytest.mark.parametrize("path", ["/", "/news/report-0/", "/topics/harbours/"])
def test_unchanged_page_makes_few_queries(client, path, settled):
    publish_many(10, topics=[topic("Harbours")], providers=[provider()])
    published_article()
    etag = client.get(path)["ETag"]

    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers={"if-none-match": etag})

    few = 3 if path == "/" else 1  # what is featured, the list, and what is related
    assert (response.status_code, len(captured)) == (304, few)
