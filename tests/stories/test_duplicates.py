"""Likely duplicates are found through indexes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.stories.duplicates import likely_duplicates
from articles.stories.similarity import Similarity
from articles.workflow.edit import edit
from tests.factories import (
    NOON,
    draft,
    person,
    provider,
    published_article,
    seed_text,
    write_seeds,
)
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db
TITLE = "A heron reads the tide tables and is right twice a day"
HERON = "https://tidewire.example/heron"


def found(article):
    return [
        (each.article.pk, each.similarity)
        for each in likely_duplicates([article]).get(article.pk, [])
    ]


def test_likely_duplicates_same_address_is_found_at_any_time():
    article = draft(title="One", web_url=f"{HERON}?utm_source=gull")
    old = published_article(title="Old", web_url=HERON, published_at=NOON - timedelta(days=300))
    draft(title="Another", web_url=f"{HERON}?id=3")

    assert found(article) == [(old.pk, Similarity.SAME_ADDRESS)]


@pytest.mark.parametrize("tracked", ["?fbclid=4", "?utm_source=tern&ref=tern", ""])
def test_likely_duplicates_ignore_tracking_parameters(tracked):
    article = draft(title="One", web_url=f"{HERON}?utm_source=gull")
    other = draft(title="Two", web_url=f"{HERON}{tracked}", published_at=NOON - timedelta(days=300))

    assert found(article) == [(other.pk, Similarity.SAME_ADDRESS)]
    assert found(other) == [(article.pk, Similarity.SAME_ADDRESS)]


@pytest.mark.parametrize(
    "other",
    [
        "Right twice a day is a heron that reads the tide tables",
        f"Video: {TITLE[0].lower()}{TITLE[1:]}",
        TITLE.replace("tables", "table"),
    ],
)
def test_likely_duplicates_similar_title_is_found(other):
    article = draft(title=TITLE, provider=provider())
    near = draft(
        title=other,
        web_url="",
        provider=provider("gull.example"),
        published_at=NOON - timedelta(days=6),
    )

    assert found(article) == [(near.pk, Similarity.NEAR_TITLE)]


def test_likely_duplicates_compare_the_edited_title():
    ed = person("Editor")
    article, other = draft(title="One", web_url=""), draft(title=TITLE, web_url="")
    edit(article, {"title": f"{TITLE}!"}, by=ed)

    assert found(other) == [(article.pk, Similarity.SAME_TITLE)]


@pytest.mark.parametrize("tracked", ["", "?utm_source=gull"])
def test_likely_duplicates_compare_the_edited_address(tmp_path, tracked):
    imported(write_seeds(tmp_path, {"a.md": seed_text(webUrl="https://tidewire.example/one")}))
    article = Article.objects.get()
    edit(article, {"web_url": f"{HERON}s{tracked}"}, by=person("Editor"))
    other = draft(title="Two", web_url=f"{HERON}s")

    assert found(other) == [(article.pk, Similarity.SAME_ADDRESS)]
    assert found(Article.objects.get(pk=article.pk)) == [(other.pk, Similarity.SAME_ADDRESS)]


def test_likely_duplicates_similar_title_is_found_within_a_week():
    article = draft(title=TITLE)
    near = published_article(
        title=f"{TITLE}!", web_url="", published_at=NOON + timedelta(days=6), provider=provider()
    )
    draft(title=f"{TITLE}.", web_url="", published_at=NOON + timedelta(days=9))
    draft(title="A heron sleeps", web_url="")

    duplicate = likely_duplicates([article])[article.pk][0]

    assert (duplicate.article, duplicate.similarity) == (near, Similarity.SAME_TITLE)
    assert duplicate.article.provider == near.provider


def test_likely_duplicates_are_ordered_by_certainty():
    article = draft(title=TITLE, web_url=HERON)
    near = draft(title=f"{TITLE} again", web_url="")
    same = draft(title="Heron", web_url=HERON)

    assert [pk for pk, _ in found(article)] == [same.pk, near.pk]


def test_likely_duplicates_of_many_articles_is_one_query():
    articles = [draft(title=f"{TITLE} {n}", web_url=f"{HERON}{n}") for n in range(4)]

    with CaptureQueriesContext(connection) as captured:
        likely_duplicates(articles)

    assert len(captured) == 1


def test_likely_duplicates_use_indexes():
    article = draft(title=TITLE, web_url=f"{HERON}?utm_source=gull", provider=provider())

    with CaptureQueriesContext(connection) as captured:
        likely_duplicates([article])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
            plan = [row[-1] for row in cursor.fetchall()]
        assert not [line for line in plan if line.startswith("SCAN articles_")]
