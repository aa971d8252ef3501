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


def test_link_resolves_by_title_and_time():
    fog, lead = draft(title="Fog", web_url=""), draft()
    made = pointing(lead)

    resolve_links([lead.pk])

    assert target_of(made) == fog


@pytest.mark.parametrize(
    "other",
    [{"title": "fog"}, {"published_at": NOON + timedelta(seconds=1)}],
    ids=["title", "time"],
)
def test_link_with_another_title_or_time_stays_unresolved(other):
    draft(**{"title": "Fog", "web_url": ""} | other)
    made = pointing(draft())

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_link_resolves_by_address_if_title_and_time_do_not_match():
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
def test_link_resolves_by_an_equivalent_address(address):
    fog = draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=address)

    resolve_links([made.article_id])

    assert target_of(made) == fog


@pytest.mark.parametrize(
    "address", ["https://foghorn.example/fog?page=2", "https://foghorn.example"]
)
def test_link_with_another_address_stays_unresolved(address):
    draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=address)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_title_and_time_take_precedence_over_address():
    fog, other = draft(title="Fog", web_url=""), draft(title="Mist", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == fog != other


def test_an_address_of_two_articles_stays_unresolved():
    draft(title="Mist", web_url=URL)
    draft(title="Haze", web_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_of_two_articles_with_title_and_time_the_first_is_the_target():
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


def test_a_link_with_its_own_title_resolves_to_another_article():
    lead, other = draft(title="Mist", web_url=URL), draft(title="Haze", web_url=URL)
    made = pointing(lead, url=URL)

    resolve_links([lead.pk])

    assert target_of(made) == other


def test_a_link_resolves_when_its_article_arrives_later():
    made = pointing(draft())
    fog = draft(title="Fog", web_url="")

    resolve_links([fog.pk])

    assert target_of(made) == fog


def test_a_link_resolves_by_the_original_url():
    fog = draft(title="Mist", web_url="", original_url=URL)
    made = pointing(draft(), url=URL)

    resolve_links([made.article_id])

    assert target_of(made) == fog


def test_a_link_without_time_and_address_stays_unresolved():
    draft(title="Fog", web_url="")
    made = pointing(draft(web_url=""), at=None)

    resolve_links([made.article_id])

    assert target_of(made) is None


def test_resolve_links_of_no_articles_does_nothing():
    made = pointing(draft())

    resolve_links([])

    assert target_of(made) is None


def test_two_articles_resolve_to_each_other():
    fog, mist = draft(title="Fog", web_url=""), draft(title="Mist", web_url="")
    to_mist, to_fog = pointing(fog, title="Mist"), pointing(mist, title="Fog")

    resolve_links([fog.pk])

    assert (target_of(to_mist), target_of(to_fog)) == (mist, fog)
