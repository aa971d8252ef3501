"""Names and slugs are free when they are stored, even if two transactions choose at once."""

import pytest
from django.db import IntegrityError

from articles.content import names as chosen
from articles.content.names import free_slugs, retry_taken_names
from articles.ingest import store
from articles.models import Article
from articles.workflow import create
from articles.workflow.actors import SYSTEM
from tests.factories import draft, seed_text, source, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db


def test_free_slugs_numbers_taken_names_and_skips_those_of_the_batch():
    draft(name="fog")
    draft(name="fog-3")

    assert free_slugs(["fog", "tide", "fog-2"]) == ["fog-4", "tide", "fog-2"]


def outdated_once(monkeypatch, module):
    """Let the first choice of slugs miss what another transaction has just committed."""
    calls = []

    def choose(names):
        calls.append(names)
        return list(names) if len(calls) == 1 else free_slugs(names)

    monkeypatch.setattr(module, "free_slugs", choose)


def test_an_import_chooses_again_if_another_import_took_a_slug(tmp_path, monkeypatch):
    draft(source=source("other"), name="a", slug="a")
    outdated_once(monkeypatch, store)

    imported(write_seeds(tmp_path, {"a.md": seed_text(), "b.md": seed_text()}))

    slugs = Article.objects.filter(source__name="default").values_list("name", "slug")
    assert {*slugs} == {("a", "a-2"), ("b", "b")}


def test_create_article_chooses_again_if_another_editor_took_the_slug(monkeypatch):
    values = {"title": "Fog", "published_at": "2031-05-04T08:00:00Z", "body": "Ours."}
    first = create.create_article(values, by=SYSTEM)
    outdated_once(monkeypatch, create)

    second = create.create_article(values, by=SYSTEM)

    assert (first.slug, second.slug) == ("2031-05-04-fog", "2031-05-04-fog-2")


def test_retry_taken_names_gives_up_after_some_attempts():
    attempts = []

    def insert():
        attempts.append(1)
        raise IntegrityError

    with pytest.raises(IntegrityError):
        retry_taken_names(insert)

    assert len(attempts) == chosen.ATTEMPTS
