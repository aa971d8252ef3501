"""Likely duplicates are found along indexes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models.keys import address_key
from articles.stories.duplicates import likely_duplicates
from articles.stories.likeness import Likeness
from tests.builders import NOON, draft, provider, published_article

pytestmark = pytest.mark.django_db
TITLE = "A heron reads the tide tables and is right twice a day"
HERON = "https://tidewire.example/heron"


def found(article):
    return [(each.pk, each.likeness) for each in likely_duplicates([article]).get(article.pk, [])]


def test_the_same_address_whatever_leads_there_and_whenever():
    article = draft(title="One", web_url=f"{HERON}?utm_source=gull")
    old = published_article(title="Old", web_url=HERON, published_at=NOON - timedelta(days=300))
    draft(title="Another", web_url=f"{HERON}?id=3")

    assert found(article) == [(old.pk, Likeness.SAME_ADDRESS)]


def test_a_provider_s_own_week_is_looked_through_for_addresses():
    tidewire = provider()
    article = draft(title="One", web_url=f"{HERON}?utm_source=gull", provider=tidewire)
    other = draft(title="Two", web_url=f"{HERON}?fbclid=4", provider=tidewire)

    assert found(article) == [(other.pk, Likeness.SAME_ADDRESS)]


def test_nearly_the_same_title_in_the_week_before_or_after():
    article = draft(title=TITLE)
    near = published_article(
        title=f"{TITLE}!", web_url="", published_at=NOON + timedelta(days=6), provider=provider()
    )
    draft(title=f"{TITLE}.", web_url="", published_at=NOON + timedelta(days=9))
    draft(title="A heron sleeps", web_url="")

    duplicate = likely_duplicates([article])[article.pk][0]

    assert (duplicate.pk, duplicate.likeness) == (near.pk, Likeness.SAME_TITLE)
    assert (duplicate.provider, duplicate.published_at) == ("tidewire", near.published_at)


def test_the_surest_sign_comes_first():
    article = draft(title=TITLE, web_url=HERON)
    near = draft(title=f"{TITLE} again", web_url="")
    same = draft(title="Heron", web_url=HERON)

    assert [pk for pk, _ in found(article)] == [same.pk, near.pk]


def test_many_articles_cost_one_query():
    articles = [draft(title=f"{TITLE} {n}", web_url=f"{HERON}{n}") for n in range(4)]

    with CaptureQueriesContext(connection) as captured:
        likely_duplicates(articles)

    assert len(captured) == 1


def test_nothing_is_scanned():
    article = draft(title=TITLE, web_url=f"{HERON}?utm_source=gull", provider=provider())
    assert article.address_key == address_key(article.web_url)

    with CaptureQueriesContext(connection) as captured:
        likely_duplicates([article])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
            plan = [row[-1] for row in cursor.fetchall()]
        assert not [line for line in plan if line.startswith("SCAN articles_")]
