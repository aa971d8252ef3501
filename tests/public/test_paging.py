"""Paging by place: nothing is shown twice or left out, however far one goes."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article
from articles.public.paging import NoSuchPlace, Page, cursor, page_of
from tests.factories import NOON, provider, published_article, topic
from tests.public.crowd import publish_many


def pages_down(size: int) -> list[Page]:
    page = page_of(Article.objects.published(), {}, size)
    found = [page]
    while page.older:
        page = page_of(Article.objects.published(), {"before": page.older}, size)
        found.append(page)
    return found


class WalkingDownAndUp(TestCase):
    @given(st.lists(st.integers(0, 3), max_size=12), st.integers(1, 5))
    def test_shows_every_item_once_newest_first(self, minutes, size):
        for n, minute in enumerate(minutes):
            published_article(name=f"n{n}", published_at=NOON + timedelta(minutes=minute))

        shown = [article for page in pages_down(size) for article in page.articles]

        assert shown == list(Article.objects.newest_first())

    @given(st.lists(st.integers(0, 3), min_size=4, max_size=12), st.integers(1, 3))
    def test_newer_leads_back_to_the_page_before(self, minutes, size):
        for n, minute in enumerate(minutes):
            published_article(name=f"n{n}", published_at=NOON + timedelta(minutes=minute))

        down = pages_down(size)

        for newer, older in pairwise(down[1:]):
            back = page_of(Article.objects.published(), {"after": older.newer}, size)
            assert back.articles == newer.articles


def test_a_new_item_does_not_push_another_onto_the_next_page_again():
    publish_many(4, topics=[topic()], providers=[provider()])
    first = page_of(Article.objects.published(), {}, 2)

    published_article(title="Breaking", published_at=NOON + timedelta(hours=1))
    second = page_of(Article.objects.published(), {"before": first.older}, 2)

    assert [article.title for article in second.articles] == ["Report 2", "Report 3"]


def test_the_first_page_has_no_newer_and_the_last_no_older():
    publish_many(3, topics=[topic()], providers=[provider()])
    first, last = pages_down(2)

    assert (first.newer, last.older) == ("", "")
    assert first.older
    assert last.newer


def test_a_cursor_keeps_parts_of_a_second():
    article = published_article(published_at=NOON + timedelta(microseconds=7))

    assert cursor(article) == f"2031-05-04T12:00:00.000007Z_{article.pk}"


@pytest.mark.parametrize(
    "place",
    [
        "1", "yesterday_1", "2031-05-04T12:00:00Z", "2031-05-04T12:00:00Z_",
        "2031-13-04T12:00:00Z_1",
        "2031-05-04T12:00:00+02:00_1", "2031-05-04T12:00:00Z_99999999999999999999",
        "2031-05-04T12:00:00Z_1;drop", "٢٠٣١-05-04T12:00:00Z_1",
    ],
)  # fmt: skip
def test_a_place_that_we_never_wrote_is_refused(place):
    with pytest.raises(NoSuchPlace):
        page_of(Article.objects.published(), {"before": place})


def test_readers_are_told_that_such_a_page_is_not_found(client):
    assert client.get("/?before=nonsense").status_code == 404
    assert client.get("/?after=nonsense").status_code == 404


def test_readers_go_down_and_up_again(client, read):
    publish_many(70, topics=[topic()], providers=[provider()])

    second = re.findall(r'rel="next" href="([^"]+)"', read("/"))[0]
    third = re.findall(r'rel="next" href="([^"]+)"', read(f"/{second}"))[0]
    newer = re.findall(r'rel="prev" href="([^"]+)"', read(f"/{third}"))[0]

    assert "Report 69<" in read(f"/{third}")
    assert "Report 30<" in read(f"/{newer}")
    assert "Report 60<" not in read(f"/{newer}")


def test_going_up_past_the_top_leads_to_the_first_page(client):
    articles = publish_many(10, topics=[topic()], providers=[provider()])

    response = client.get("/", {"after": cursor(articles[5])})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_beyond_the_last_item_the_page_says_so(read):
    article = published_article()

    assert "No older articles" in read(f"/?before={cursor(article)}")
