"""What a panel says about a draft: its source's address, its provider's record, found words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.desk.facts import source_address
from articles.models import Status
from articles.templatetags.text import mark_words
from tests.desk.desk import QUEUE, log_in
from tests.factories import draft, in_status, provider, published_article

MARKED = [
    "press-release",
    "Press-Releases",
    "pressreleases",
    "sponsored",
    "sponsored-content",
    "advertorial",
    "partner-content",
]
PLAIN = ["news", "press", "using-press-releases-well", "unsponsored", "partners"]


@pytest.mark.parametrize("segment", [*MARKED, *PLAIN])
def test_source_address_marks_press_releases_and_advertisements(segment):
    found = source_address(f"https://www.tide.example/2031/{segment}/heron.html?from=feed#top")

    assert found is not None
    assert found.domain == "tide.example"
    assert found.segments == [("2031", False), (segment, segment in MARKED), ("heron.html", False)]


@pytest.mark.parametrize("address", ["", "heron", "http://[", "mailto:heron@tide.example"])
def test_source_address_of_anything_else_is_none(address):
    assert source_address(address) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (None, "Växjö\u2019s herons &lt;b&gt; wait"),
        ("heron vaxjo", "<mark>Växjö</mark>\u2019s <mark>herons</mark> &lt;b&gt; wait"),
        ('"heron"', "Växjö\u2019s herons &lt;b&gt; wait"),
        ('"HERONS wait"', "Växjö\u2019s herons &lt;b&gt; wait"),
        ('"S HERONS"', "Växjö\u2019<mark>s herons</mark> &lt;b&gt; wait"),
        ("vax -wait", "<mark>Växjö</mark>\u2019s herons &lt;b&gt; wait"),
        ("b lt", "Växjö\u2019s herons &lt;<mark>b</mark>&gt; wait"),
        ("<b>", "Växjö\u2019s herons &lt;<mark>b</mark>&gt; wait"),
    ],
)
def test_mark_words_marks_what_a_search_finds_and_escapes_the_rest(query, expected):
    assert mark_words("Växjö\u2019s herons <b> wait", query) == expected


@pytest.mark.django_db
def test_panel_has_address_record_and_own_text(client):
    log_in(client)
    tide = provider("tide.example", name="Tide")
    draft(provider=tide, web_url="https://tide.example/press-release/heron", body="Long ago.")
    for status in (Status.REJECTED, Status.REJECTED, Status.ARCHIVED):
        in_status(status, provider=tide)
    published_article(provider=tide)

    page = client.get(QUEUE).text

    assert "<mark>press-release</mark>" in page
    assert "1 published, 2 rejected, 1 waiting" in page
    assert "Long ago." in page


@pytest.mark.django_db
def test_panel_marks_searched_words(client):
    log_in(client)
    draft(title="A heron waits")

    assert "A <mark>heron</mark> waits" in client.get(f"{QUEUE}?q=her").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("passed", "shown"),
    [(timedelta(hours=3), "3 h ago"), (timedelta(days=400), None), (timedelta(days=-3), None)],
)
def test_panel_says_age_or_date_once(client, passed, shown):
    log_in(client)
    moment = timezone.now() - passed
    draft(published_at=moment)

    page = client.get(QUEUE).text

    if shown:
        assert f">{shown}</time>" in page
    else:
        assert f">{moment.day} {moment:%b %Y, %H:%M} UTC</time>" in page
        assert " ago</time>" not in page
