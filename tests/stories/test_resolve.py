"""A related link finds its article: by title and time, then by address where only one has it."""

from datetime import timedelta

import pytest

from articles.models import RelatedLink
from articles.seeds.records import time_value
from articles.stories.hash_keys import title_time_hash, url_hash
from articles.stories.resolve import resolve_links
from tests.factories import NOON, draft, link

pytestmark = pytest.mark.django_db
URL = "https://foghorn.example/fog"


def pointing(of, *, title="Fog", at=NOON, url="", **changes):
    """A link as an import stores it, not yet resolved."""
    return link(
        of,
        title=title,
        published_at=at,
        web_url=url,
        title_time_hash=title_time_hash(title, time_value(at)) if at else None,
        url_hash=url_hash(url),
        **changes,
    )


def target_of(made):
    return RelatedLink.objects.get(pk=made.pk).target


def test_by_title_and_time():
    fog, lead = draft(title="Fog", web_url=""), draft()
    made = pointing(lead)

    resolve_links([lead.pk])

    assert target_of(made) == fog


@pytest.mark.parametrize(
    "other",
    [{"title": "fog"}, {"published_at": NOON + timedelta(seconds=1)}],
    ids=["title", "time"],
)
def test_another_title_or_time_is_another_article(other):
    draft(**{"title": "Fog", "web_url": ""} | other)
    made = pointing(draft())

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_by_address_when_no_title_and_time_fit():
    fog = draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == fog


@pytest.mark.parametrize(
    "address",
    [
        "http://foghorn.example/fog",
        "https://www.foghorn.example/fog",
        "https://foghorn.example/fog/",
        "https://foghorn.example/fog#top",
    ],
)
def test_addresses_that_lead_to_the_same_page_are_the_same(address):
    fog = draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=address)

    resolve_links([made.article_id])

    assert target_of(made) == fog


@pytest.mark.parametrize(
    "address", ["https://foghorn.example/fog?page=2", "https://foghorn.example"]
)
def test_other_addresses_are_not(address):
    draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=address)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_title_and_time_count_more_than_the_address():
    fog, other = draft(title="Fog", web_url=""), draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == fog != other


def test_an_address_that_two_articles_have_points_to_neither():
    draft(title="Mist", web_url=URL)
    draft(title="Haze", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_of_two_articles_of_a_title_and_time_the_first_is_meant():
    first = draft(title="Fog", name="one", web_url="")
    draft(title="Fog", name="two", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == first


def test_a_link_never_points_to_its_own_article():
    lead = draft(title="Fog", web_url=URL)
    made = pointing(lead, url=URL)

    resolve_links([lead.pk])

    assert target_of(made) is None


def test_of_an_article_and_its_own_the_other_is_meant():
    lead, other = draft(title="Mist", web_url=URL), draft(title="Haze", web_url=URL)
    made = pointing(lead, url=URL)

    resolve_links([lead.pk])

    assert target_of(made) == other


def test_a_link_that_waited_finds_an_article_that_comes_later():
    made = pointing(draft())
    fog = draft(title="Fog", web_url="")

    resolve_links([fog.pk])

    assert target_of(made) == fog


def test_an_article_without_an_address_of_its_page_is_found_by_its_source_s():
    fog = draft(title="Mist", web_url="", original_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == fog


def test_a_link_without_time_and_address_points_nowhere():
    draft(title="Fog", web_url="")
    made = pointing(draft(web_url=""), at=None)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_resolving_nothing_is_harmless():
    made = pointing(draft())

    resolve_links([])

    assert target_of(made) is None


def test_two_that_point_to_each_other():
    fog, mist = draft(title="Fog", web_url=""), draft(title="Mist", web_url="")
    to_mist, to_fog = pointing(fog, title="Mist"), pointing(mist, title="Fog")

    resolve_links([fog.pk])

    assert (target_of(to_mist), target_of(to_fog)) == (mist, fog)
