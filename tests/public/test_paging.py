"""Pages of the public lists."""

import re

import pytest

from articles.listing.ordering import NEWEST
from tests.factories import provider, published_article, topic
from tests.public.crowd import publish_many

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["before", "after"])
def test_list_with_invalid_cursor_is_not_found(client, name):
    assert client.get(f"/?{name}=nonsense").status_code == 404


def test_list_links_lead_down_and_up_again(client, read):
    publish_many(70, topics=[topic()], providers=[provider()])

    second = re.findall(r'rel="next" href="([^"]+)"', read("/"))[0]
    third = re.findall(r'rel="next" href="([^"]+)"', read(f"/{second}"))[0]
    newer = re.findall(r'rel="prev" href="([^"]+)"', read(f"/{third}"))[0]

    assert "Report 69<" in read(f"/{third}")
    assert "Report 30<" in read(f"/{newer}")
    assert "Report 60<" not in read(f"/{newer}")


def test_list_before_the_first_page_leads_to_the_first_page(client):
    articles = publish_many(10, topics=[topic()], providers=[provider()])

    response = client.get("/", {"before": NEWEST.cursor(articles[5])})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_list_after_the_last_item_is_empty_and_says_so(read):
    article = published_article()

    assert "No older articles" in read(f"/?after={NEWEST.cursor(article)}")
