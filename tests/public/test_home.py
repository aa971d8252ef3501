"""The home page: what leads it."""

from datetime import timedelta

import pytest

from articles.workflow.transitions import perform
from tests.factories import NOON, person, published_article, topic
from tests.public.crowd import titles

DAY = timedelta(days=1)
TODAY = NOON + DAY
"""The time at which the clock stands in these tests."""


@pytest.fixture
def feature():
    editor = person("Editor")

    def do(article, until, now=TODAY):
        return perform("feature", article, by=editor, at=until, now=now)

    return do


def test_home_shows_featured_articles_first_the_last_featured_on_top(read, feature):
    old = published_article(title="Old", published_at=NOON - 9 * DAY)
    older = published_article(title="Older", published_at=NOON - 99 * DAY)
    published_article(title="New")
    feature(old, TODAY + DAY, now=NOON)
    feature(older, TODAY + DAY)

    assert titles(read("/")) == ["Older", "Old", "New"]


def test_home_after_the_end_of_a_feature_is_newest_first(client, read, settled, feature):
    featured = published_article(title="Old", published_at=NOON - 9 * DAY)
    published_article(title="New")
    feature(featured, TODAY + DAY)
    settled.shift(DAY / 2)
    before = client.get("/")

    settled.shift(DAY)

    assert titles(read("/")) == ["New", "Old"]
    revalidated = client.get("/", headers={"if-none-match": before["ETag"]})
    assert revalidated.status_code == 200


def test_lists_omit_articles_dated_more_than_a_day_ahead_until_then(client, read, settled):
    harbours = topic()
    for title, date in (("Tomorrow", TODAY + DAY), ("Far", TODAY + 3 * DAY)):
        published_article(title=title, published_at=date, slug=title, topics=(harbours,))
    before = client.get("/")

    for path in ("/", "/topics/harbours/"):
        assert titles(read(path)) == ["Tomorrow"]
    assert "<h1>Far</h1>" in read("/news/Far/")

    settled.shift(2 * DAY)

    assert titles(read("/topics/harbours/")) == ["Far", "Tomorrow"]
    revalidated = client.get("/", headers={"if-none-match": before["ETag"]})
    assert revalidated.status_code == 200


def test_featured_article_dated_more_than_a_day_ahead_leads_from_the_day_before(
    read, settled, feature
):
    published_article(title="New")
    feature(published_article(title="Far", published_at=TODAY + 3 * DAY), TODAY + 9 * DAY)

    assert titles(read("/")) == ["New"]
    settled.shift(2 * DAY)
    assert titles(read("/")) == ["Far", "New"]


def test_home_with_more_featured_articles_than_places_lists_the_rest_by_date(read, feature):
    for n in range(7):
        article = published_article(title=f"Report {n}", published_at=NOON - n * DAY)
        feature(article, TODAY + DAY, now=NOON + n * DAY / 10)

    assert titles(read("/")) == [f"Report {n}" for n in (6, 5, 4, 3, 2, 0, 1)]
