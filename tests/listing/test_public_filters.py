"""The filters of readers find published articles only, and refuse what they do not understand."""

from datetime import UTC, datetime

import pytest

from articles.listing.public_filters import PublicArticleFilter
from tests.factories import draft, provider, published_article, topic

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def articles():
    """Two published articles, and a draft with a topic and a provider of its own."""
    birds, old = topic("Birds"), topic("Fowl")
    old.merged_into = birds
    old.save()
    draft(title="Secret", topics=(topic("Plans"),), provider=provider("hidden.example"))
    published_article(title="Boats", published_at=NOON.replace(day=1))
    published_article(
        title="A heron",
        topics=(birds,),
        provider=provider("heron.example", name="Heron Post"),
        type="video",
        published_at=NOON,
    )


@pytest.mark.parametrize(
    "data",
    [
        {"q": "heron"},
        {"topic": "birds"},
        {"topic": "BIRDS"},
        {"topic": "Fowl"},
        {"provider": "heron.example"},
        {"provider": "heron post"},
        {"type": "video"},
        {"day_from": "2021-05-04", "day_to": "2021-05-04"},
    ],
)
def test_each_filter_finds_the_article(articles, data):
    found = PublicArticleFilter(data)

    assert found.is_valid(), found.errors
    assert [article.title for article in found.qs] == ["A heron"]


@pytest.mark.parametrize(
    "data",
    [
        {"topic": "Plans"},
        {"topic": "unheard"},
        {"provider": "hidden.example"},
        {"provider": "unheard.example"},
        {"day_from": "yesterday"},
        {"day_from": "2031-05-04", "day_to": "2031-05-03"},
        {"q": "x" * 201},
    ],
)
def test_value_that_is_unknown_or_only_of_a_draft_is_an_error(articles, data):
    assert PublicArticleFilter(data).errors


def test_draft_is_not_found(articles):
    assert not PublicArticleFilter({"q": "Secret"}).qs
    assert PublicArticleFilter().qs.count() == 2
