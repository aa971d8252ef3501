"""Providers and topics are found or created once, and only created ones count as made."""

from collections.abc import Iterator

import pytest

from articles.content import lookup_cache
from articles.content.lookup_cache import LookupCache
from articles.models import Provider, Topic
from tests.factories import provider

pytestmark = pytest.mark.django_db


def test_providers_that_another_import_created_meanwhile_do_not_count_as_made(monkeypatch):
    other = provider("gull.example")
    found = lookup_cache._provider_ids
    answers: Iterator[dict[str, int]] = iter([{}])
    monkeypatch.setattr(
        lookup_cache, "_provider_ids", lambda domains: next(answers, None) or found(domains)
    )
    cache = LookupCache()

    cache.ensure_providers({"gull.example": "Gull", "tern.example": "Tern", "": ""})

    tern = Provider.objects.get(domain="tern.example")
    assert (cache.made_providers, tern.name) == ([tern.pk], "Tern")
    assert cache.provider_id("gull.example") == other.pk


def test_topics_with_equal_slugs_get_numbers():
    cache = LookupCache()

    cache.ensure_topics(["C", "C#", "C++", "C"])

    slugs = [Topic.objects.get(pk=cache.topic_id(n)).slug for n in ("C", "C#", "C++")]
    assert slugs == ["c", "c-2", "c-3"]
    assert len(cache.made_topics) == 3
