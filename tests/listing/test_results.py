"""Pages of a filter's articles: every article on one page, in order, whichever way one turns."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from articles.listing import results as pages
from articles.listing.filters import ArticleFilter
from articles.listing.ordering import ORDERS, NoSuchPlace
from articles.listing.results import Found
from articles.models import Article, Status
from tests.factories import NOON, draft, in_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def dozen():
    """Articles with times, qualities and heats that are the same, different or missing."""
    for n in range(12):
        draft(
            title=f"Report {n}",
            published_at=NOON + timedelta(hours=n // 2),
            quality=None if n % 4 == 3 else 50 + n % 3,
            heat=None if n % 5 == 4 else n % 3 - 1,
            updated_at=NOON + timedelta(hours=n % 7),
        )


def find(query="", order="newest"):
    return Found(ArticleFilter(QueryDict(query)), ORDERS[order])


def walk(found, way, start):
    """Return the pages that one turns through."""
    walked, query = [], start
    while True:
        page = found.page(query, size=5)
        walked.append(page.keys)
        place = getattr(page, way)
        if not place:
            return walked
        query = {way: place}


def expected(order):
    rank = ORDERS[order].rank
    keys = Article.objects.values_list(ORDERS[order].column, "pk")
    return [pk for _, pk in sorted(keys, key=rank, reverse=ORDERS[order].descending)]


# With a filter all is found in one look; FEW = 0 has the database sort it.
@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize("query", ["", "status=draft", "q=report", "status=draft&q=report"])
@pytest.mark.parametrize("order", ORDERS)
def test_each_article_is_on_one_page_in_order_both_ways(dozen, monkeypatch, order, query, few):
    monkeypatch.setattr(pages, "FEW", few)
    found = find(query, order)

    forwards = walk(found, "after", {})
    backwards = walk(found, "before", {"before": "end"})

    assert [pk for keys in forwards for pk in keys] == expected(order)
    assert [pk for keys in reversed(backwards) for pk in keys] == expected(order)
    assert [len(keys) for keys in forwards] == [5, 5, 2]


@pytest.mark.parametrize("order", ORDERS)
def test_what_comes_in_meanwhile_moves_nothing_from_page_to_page(dozen, order):
    found = find("", order)
    first = found.page({}, size=5)

    draft(title="New", published_at=NOON + timedelta(days=9), quality=999, heat=999)
    second = find("", order).page({"after": first.after}, size=5)

    assert not set(first.keys) & set(second.keys)


@pytest.mark.parametrize(
    "place", ["x", "_", "1", "²_1", "2031-13-01T00:00:00Z_1", "_1", f"{'9' * 30}_1",
              "2031-05-04T12:00:00Z_9999999999999999999"]
)  # fmt: skip
def test_a_place_that_we_never_wrote_is_refused(place):
    with pytest.raises(NoSuchPlace):
        find().page({"after": place})


def test_each_status_is_counted_within_the_filter(dozen):
    in_status(Status.REJECTED, title="Report of a heron")
    in_status(Status.ARCHIVED, title="Else")

    counts = {status: str(count) for status, count in find("q=report").counts.items()}

    assert counts == {"": "13", "draft": "12", "published": "0", "rejected": "1", "archived": "0"}
    assert str(find("status=archived").count) == "1"


@pytest.mark.parametrize("query", ["", "q=report"])
def test_counting_ends_somewhere_and_says_so(dozen, monkeypatch, query):
    monkeypatch.setattr(pages, "MOST", 8)
    monkeypatch.setattr(pages, "FEW", 4)

    found = find(query)

    assert str(found.count) == "8+"
    assert len(walk(found, "after", {})) == 3


@pytest.mark.parametrize("query", ["q=report", "q=rep", "q=report&status=draft"])
@pytest.mark.parametrize("order", ORDERS)
def test_words_that_many_have_are_met_along_the_order(dozen, monkeypatch, order, query):
    draft(title="Else"), in_status(Status.REJECTED, title="Else", name="other")
    monkeypatch.setattr("articles.search.backends.FEW", 3)
    found = find(query, order)
    wanted = [pk for pk in expected(order) if Article.objects.get(pk=pk).title != "Else"]

    assert [pk for keys in walk(found, "after", {}) for pk in keys] == wanted
    backwards = walk(found, "before", {"before": "end"})
    assert [pk for keys in reversed(backwards) for pk in keys] == wanted
    assert str(found.count) == "3+"
