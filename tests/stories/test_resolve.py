"""Resolve related links: by title and time, then by address if only one article has it."""

from datetime import timedelta

import pytest

from articles.models import RelatedLink
from articles.seeds.records import time_value
from articles.stories.hash_keys import title_time_hash, url_hash
from articles.stories.resolve import resolve_links
from tests.factories import NOON, draft, link, source

pytestmark = pytest.mark.django_db
URL = "https://foghorn.example/fog"
FOG = {"title": "Fog", "web_url": ""}
AT_URL = {"title": "Mist", "web_url": URL}


def pointing(of, *, title="Fog", at=NOON, url="", **changes):
    """Store an unresolved link, as an import does."""
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


CASES = {
    "title and time": ([FOG], {}, 0),
    "another title": ([FOG | {"title": "fog"}], {}, None),
    "another time": ([FOG | {"published_at": NOON + timedelta(seconds=1)}], {}, None),
    "no time and no address": ([FOG], {"at": None}, None),
    "address": ([AT_URL], {"url": URL}, 0),
    "original address": ([AT_URL | {"web_url": "", "original_url": URL}], {"url": URL}, 0),
    "address with http": ([AT_URL], {"url": "http://foghorn.example/fog"}, 0),
    "address with www": ([AT_URL], {"url": "https://www.foghorn.example/fog"}, 0),
    "address with a slash": ([AT_URL], {"url": f"{URL}/"}, 0),
    "address with a fragment": ([AT_URL], {"url": f"{URL}#top"}, 0),
    "address with a parameter": ([AT_URL], {"url": f"{URL}?page=2"}, None),
    "address of the site": ([AT_URL], {"url": "https://foghorn.example"}, None),
    "title before address": ([AT_URL, FOG], {"url": URL}, 1),
    "address of two": ([AT_URL, AT_URL | {"title": "Haze"}], {"url": URL}, None),
    "first of two with the title": (
        [FOG | {"name": "one"}, {"title": "Fog", "name": "two", "web_url": URL}],
        {"url": URL},
        0,
    ),
}


@pytest.mark.parametrize(("articles", "link_values", "expected"), CASES.values(), ids=CASES)
def test_resolve_links_finds_target(articles, link_values, expected):
    drafts = [draft(**values) for values in articles]
    made = pointing(draft(web_url=""), **link_values)

    resolve_links([made.article_id])

    assert target_of(made) == (None if expected is None else drafts[expected])


def test_resolve_links_prefers_the_first_of_its_own_source():
    draft(**FOG, name="elsewhere")
    lead = draft(source=source("own"))
    own = draft(**FOG, name="own", source=lead.source)
    made = pointing(lead)

    resolve_links([lead.pk])

    assert target_of(made) == own


@pytest.mark.parametrize("has_other", [False, True])
def test_resolve_links_excludes_own_article(has_other):
    lead = draft(**AT_URL)
    other = draft(title="Haze", web_url=URL) if has_other else None
    made = pointing(lead, title="Mist", url=URL)

    resolve_links([lead.pk])

    assert target_of(made) == other


def test_resolve_links_of_a_later_article_resolves_links_to_it():
    made = pointing(draft())
    fog = draft(**FOG)

    resolve_links([fog.pk])

    assert target_of(made) == fog


def test_resolve_links_of_no_articles_does_nothing():
    made = pointing(draft())

    resolve_links([])

    assert target_of(made) is None


def test_resolve_links_resolves_two_articles_to_each_other():
    fog, mist = draft(**FOG), draft(title="Mist", web_url="")
    to_mist, to_fog = pointing(fog, title="Mist"), pointing(mist)

    resolve_links([fog.pk])

    assert (target_of(to_mist), target_of(to_fog)) == (mist, fog)
