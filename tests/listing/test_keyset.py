"""Keyset pagination: no row is shown twice or left out, in either direction."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.listing.keyset import InvalidCursor, get_page
from articles.listing.ordering import NEWEST, ORDERS
from articles.models import Article
from tests.factories import NOON, draft, published_article

pytestmark = pytest.mark.django_db
ROWS = st.tuples(
    st.integers(0, 3), st.sampled_from([None, 0, 70, 80]), st.sampled_from([None, -1, 0])
)


def make(rows):
    for n, (minute, quality, heat) in enumerate(rows):
        moment = NOON + timedelta(minutes=minute)
        draft(name=f"n{n}", published_at=moment, updated_at=moment, quality=quality, heat=heat)


def pages(order, size, query, direction):
    """Return all pages from `query` on."""
    found = [get_page(Article.objects.all(), order, query, size)]
    while cursor := getattr(found[-1], direction):
        found.append(get_page(Article.objects.all(), order, {direction: cursor}, size))
    return found


class EachOrder(TestCase):
    @given(st.sampled_from(list(ORDERS.values())), st.lists(ROWS, max_size=12), st.integers(1, 5))
    def test_pages_forwards_and_backwards_have_every_row_once(self, order, rows, size):
        make(rows)
        expected = list(Article.objects.order_by(*order.keys))

        forwards = pages(order, size, {}, "after")
        backwards = pages(order, size, {"before": "end"}, "before")

        assert [row for page in forwards for row in page.rows] == expected
        # The first page is full again, so that it may repeat rows of the second.
        reached = dict.fromkeys(row for page in reversed(backwards) for row in page.rows)
        assert list(reached) == expected

    @given(st.lists(ROWS, min_size=4, max_size=12), st.integers(1, 3))
    def test_page_before_is_the_page_that_led_here(self, rows, size):
        make(rows)

        for page, following in pairwise(pages(NEWEST, size, {}, "after")[1:]):
            back = get_page(Article.objects.all(), NEWEST, {"before": following.before}, size)
            assert back.rows == page.rows


def test_page_new_row_does_not_move_others_to_the_next_page():
    make([(n, 70, None) for n in range(4)])
    first = get_page(Article.objects.all(), NEWEST, {}, 2)

    draft(title="New", published_at=NOON + timedelta(hours=1))
    second = get_page(Article.objects.all(), NEWEST, {"after": first.after}, 2)

    assert [article.name for article in second.rows] == ["n1", "n0"]


def test_page_first_and_last_have_no_further_cursor():
    make([(n, 70, None) for n in range(3)])
    first, last = pages(NEWEST, 2, {}, "after")

    assert (first.is_first, first.before, last.after) == (True, "", "")
    assert first.after
    assert last.before


def test_page_before_that_is_not_full_is_the_first_page():
    make([(n, 70, None) for n in range(5)])
    third = Article.objects.get(name="n2")

    page = get_page(Article.objects.all(), NEWEST, {"before": NEWEST.cursor(third)}, 3)

    assert page.is_first
    assert [article.name for article in page.rows] == ["n4", "n3", "n2"]


def test_cursor_keeps_microseconds():
    article = published_article(published_at=NOON + timedelta(microseconds=7))

    assert NEWEST.cursor(article) == f"2031-05-04T12:00:00.000007Z_{article.pk}"


@pytest.mark.parametrize("order", ["newest", "heat"])
@pytest.mark.parametrize(
    "cursor",
    [
        "1", "x", "_", "yesterday_1", "2031-05-04T12:00:00Z", "2031-05-04T12:00:00Z_",
        "2031-13-04T12:00:00Z_1", "2031-05-04T12:00:00_1", "²_2031-05-04T12:00:00Z_1",
        "2031-05-04T12:00:00+02:00_1", "2031-05-04T12:00:00Z_99999999999999999999",
        "2031-05-04T12:00:00Z_1;drop", "٢٠٣١-05-04T12:00:00Z_1", f"{'9' * 30}_1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["before", "after"])
def test_cursor_that_no_page_has_is_refused(order, cursor, direction):
    with pytest.raises(InvalidCursor):
        get_page(Article.objects.all(), ORDERS[order], {direction: cursor}, 5)
