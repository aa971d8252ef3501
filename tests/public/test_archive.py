"""The archives of a day and a month."""

import re
from datetime import timedelta

import pytest

from tests.factories import NOON, draft, published_article
from tests.public.crowd import titles


@pytest.fixture
def may():
    """Two articles of 4 May 2031, one of 1 May, one of April, and a draft of 2 May."""
    published_article(title="Noon", published_at=NOON)
    published_article(title="Early", published_at=NOON.replace(hour=0))
    published_article(title="May Day", published_at=NOON.replace(day=1))
    published_article(title="April", published_at=NOON.replace(month=4, day=30))
    draft(title="Hidden", published_at=NOON.replace(day=2))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2031/05/04/", ["Noon", "Early"]),
        ("/2031/05/", ["Noon", "Early", "May Day"]),
        ("/2031/04/", ["April"]),
    ],
)
def test_archive_lists_its_articles_newest_first(read, may, path, expected):
    assert titles(read(path)) == expected


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/2031/05/04/", ["/2031/05/01/"]),
        ("/2031/05/01/", ["/2031/04/30/", "/2031/05/04/"]),
        ("/2031/04/", ["/2031/05/"]),
    ],
)
def test_archive_links_to_the_next_days_or_months_with_articles(read, may, path, links):
    page = read(path)

    assert all(f'href="{link}"' in page for link in links)


@pytest.mark.parametrize(
    "path", ["/2031/05/02/", "/2031/06/", "/2031/02/30/", "/2031/13/", "/2099/01/01/", "/2031/5/4/"]
)
def test_archive_without_articles_or_of_no_date_is_not_found(client, may, path):
    assert client.get(path).status_code == 404


def test_day_is_one_of_the_zone_of_the_site(read, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    published_article(title="Tomorrow there", published_at=NOON + timedelta(hours=6))

    assert titles(read("/2031/05/05/")) == ["Tomorrow there"]


def test_archive_is_paged(read):
    for n in range(31):
        published_article(title=f"Report {n}", published_at=NOON - timedelta(minutes=n))

    first = read("/2031/05/04/")
    older = read("/2031/05/04/" + re.findall(r'rel="next" href="([^"]+)"', first)[0])

    assert len(titles(first)) == 30
    assert titles(older) == ["Report 30"]


def test_archive_of_a_month_changes_its_etag_with_a_new_article_only(client, may):
    etag = client.get("/2031/05/")["ETag"]
    draft(title="Another", published_at=NOON)
    assert client.get("/2031/05/", headers={"if-none-match": etag}).status_code == 304

    published_article(title="June", published_at=NOON + timedelta(hours=30))

    assert client.get("/2031/05/04/", headers={"if-none-match": etag}).status_code == 200
