"""SEED_LIMITS is checked at start, before any file is stored."""

import pytest
from django.core.checks import run_checks

from articles.content.seed_limits import COLUMN_LIMITS
from articles.models import Article, ImageFetch, Provider, RelatedLink, SeedFile, Topic
from articles.seeds.fields import ARTICLE
from articles.seeds.limits import LIMITS

COLUMNS = [
    *((Article, field.value, field.value) for field in ARTICLE
      if field.kind == "text"
      and getattr(Article._meta.get_field(field.value), "max_length", None)),
    (Article, "web_url", "address"), (Article, "name", "file_name"),
    (RelatedLink, "title", "title"),
    (RelatedLink, "web_url", "address"), (RelatedLink, "type", "type"),
    (ImageFetch, "url", "address"), (Provider, "domain", "domain"), (Provider, "name", "name"),
    (Topic, "name", "name"), (SeedFile, "path", "path"), (SeedFile, "name", "file_name"),
]  # fmt: skip


def errors():
    return [each.msg for each in run_checks() if each.id == "articles.E001"]


@pytest.mark.parametrize("limits", [{}, {"topics": 80, "images": 30}, {"title": 300}, {"text": 10}])
def test_possible_limits_pass(settings, limits):
    settings.NEWSDESK_SEED_LIMITS = limits

    assert errors() == []


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"titel": 300}, "there is no limit “titel”"),
        ({"earliest": 1}, "there is no limit “earliest”"),
        ({"title": 301}, "“title” must be a number from 1 to 300"),
        ({"address": 5_000}, "“address” must be a number from 1 to 2000"),
        ({"related": 40_000}, "“related” must be a number from 1 to 32767"),
        ({"seed_bytes": 0}, "“seed_bytes” must be a number from 1"),
    ],
)
def test_impossible_limits_are_errors(settings, limits, message):
    settings.NEWSDESK_SEED_LIMITS = limits

    (error,) = errors()
    assert message in error


@pytest.mark.parametrize(("model", "column", "limit"), COLUMNS)
def test_columns_hold_what_the_default_limits_allow(model, column, limit):
    assert limit in COLUMN_LIMITS
    assert model._meta.get_field(column).max_length == getattr(LIMITS, limit)
