"""The results of a filter: counts of each status, and pages in each order."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from articles.listing import results
from articles.listing.filters import ArticleFilter
from articles.listing.ordering import ORDERS
from articles.listing.results import ArticleResults
from articles.models import Article, Status
from tests.factories import NOON, draft, in_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def dozen():
    """Articles with times, qualities and heats that are equal, different or missing."""
    for n in range(12):
        draft(
            title=f"Report {n}",
            published_at=NOON + timedelta(hours=n // 2),
            quality=None if n % 4 == 3 else 50 + n % 3,
            heat=None if n % 5 == 4 else n % 3 - 1,
            updated_at=NOON + timedelta(hours=n % 7),
        )


def find(query="", order="newest"):
    return ArticleResults(ArticleFilter(QueryDict(query)), ORDERS[order])


def pages(found, size=5):
    """Return the primary keys of all pages."""
    keys: list[list[int]] = []
    query: dict[str, str] = {}
    while True:
        page = found.page(query, size)
        keys.append([row.pk for row in page.rows])
        if not page.after:
            return keys
        query = {"after": page.after}


def nulls_last(value):
    return (value is None, -(value or 0))


SORT_KEYS = {
    "newest": lambda a: 0,
    "oldest": lambda a: (a.published_at, a.pk),
    "quality": lambda a: nulls_last(a.quality),
    "heat": lambda a: nulls_last(a.heat),
    "updated": lambda a: (-a.updated_at.timestamp(), -a.pk),
}


# A limit of 0 means that the filter is not replaced by primary keys.
@pytest.mark.parametrize("limit", [0, 2_000])
@pytest.mark.parametrize("query", ["", "status=draft", "q=report", "status=draft&q=report"])
@pytest.mark.parametrize("order", ORDERS)
def test_page_in_each_order_equals_sorting_all_articles(dozen, monkeypatch, order, query, limit):
    monkeypatch.setattr(results, "COUNT_LIMIT", limit)

    found = pages(find(query, order))

    articles = Article.objects.order_by("-published_at", "-pk")
    assert [pk for keys in found for pk in keys] == [
        article.pk for article in sorted(articles, key=SORT_KEYS[order])
    ]
    assert [len(keys) for keys in found] == [5, 5, 2]


def test_counts_are_by_status_within_the_filter(dozen):
    in_status(Status.REJECTED, title="Report of a heron")
    in_status(Status.ARCHIVED, title="Else")

    counts = {status: str(count) for status, count in find("q=report").counts.items()}

    assert counts == {"": "13", "draft": "12", "published": "0", "rejected": "1", "archived": "0"}
    assert str(find("status=archived").count) == "1"


def test_counts_of_a_broad_filter_are_capped(dozen, monkeypatch):
    monkeypatch.setattr(results, "COUNT_LIMIT", 8)

    assert str(find("q=report").count) == "8+"
    assert str(find("").count) == "12"
