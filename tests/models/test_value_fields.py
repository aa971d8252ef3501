"""Stored values have the shape of the values of a seed."""

import json
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article
from articles.models.value_fields import COLUMN_FIELDS, LIST_FIELDS, VALUE_FIELDS, article_values
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from tests.factories import draft, seed_text, write_seeds

PICTURE = {"url": "https://tidewire.example/h.jpg", "width": 640, "height": 480, "title": "Ä"}
FULL = seed_text(
    body="\nA text of its own.\n",
    ampWebUrl="https://tidewire.example/amp",
    cdnAmpWebUrl="https://cdn.example/amp",
    featuredContent="<iframe src='https://video.example/1'></iframe>",
    publishedDateTime="2031-05-04T08:00:00.25Z",
    heat=-1,
    topics=["Harbours", "C#", "Fog"],
    images=[PICTURE, {"url": "beside.png", "isCached": True}],
    related=[
        {
            "title": "Herons",
            "publishedDateTime": "2031-05-03T00:00:00Z",
            "webUrl": "https://foghorn.example/herons",
            "type": "article",
            "quality": 7,
            "provider": {"name": "The Foghorn", "domain": "Foghorn.example"},
            "images": [PICTURE],
        },
        {"title": "Without a time"},
    ],
)
ABSENT = ("category", "excerpt", "webUrl", "type", "quality", "heat", "provider", "topics")
NOTHING: dict[str, Any] = dict.fromkeys(ABSENT)
EMPTY = seed_text(**NOTHING)


def test_value_fields_are_those_of_a_seed():
    values = read_article("heron.md", FULL.encode()).values()

    assert set(values) == set(VALUE_FIELDS) == {*COLUMN_FIELDS, *LIST_FIELDS}


@pytest.mark.django_db
@pytest.mark.parametrize("text", [FULL, EMPTY], ids=["full", "empty"])
def test_stored_values_equal_the_values_of_the_seed(tmp_path, text):
    write_seeds(tmp_path, {"heron.md": text})
    import_seeds([tmp_path], by=SYSTEM)

    article = Article.objects.for_values().get()

    assert article_values(article) == read_article("heron.md", text.encode()).values()
    assert article.seed_file.base == article_values(article)
    assert article.seed_file.data == text.encode()


@pytest.mark.django_db
def test_values_can_be_serialized_as_json():
    values = article_values(Article.objects.for_values().get(pk=draft().pk))

    assert json.loads(json.dumps(values)) == values


@pytest.mark.django_db
def test_values_of_a_created_article_are_complete():
    values = article_values(Article.objects.for_values().get(pk=draft().pk))

    assert set(values) == set(VALUE_FIELDS)
    assert values["published_at"] == "2031-05-04T12:00:00Z"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "address"),
    [
        (
            {"web_url": "https://a.example", "original_url": "https://b.example"},
            "https://a.example",
        ),
        ({"web_url": "", "original_url": "https://b.example"}, "https://b.example"),
        ({"web_url": "", "original_url": ""}, ""),
    ],
)
def test_address_prefers_web_url(columns, address):
    assert draft(**columns).address == address


@pytest.mark.django_db
def test_secured_is_stored_only_in_the_file(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(secured="c2VjcmV0;c2VjcmV0")})
    import_seeds([Path(tmp_path)], by=SYSTEM)

    article = Article.objects.get()
    shown = [article_values(article), article.seed_file.base, *article.events.values()]
    assert "c2VjcmV0" not in repr(shown)
    assert b"c2VjcmV0" in article.seed_file.data
