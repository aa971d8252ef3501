"""A file comes for an article that was written here."""

import pytest

from articles.ingest import pipeline
from articles.models import Article, Conflict
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.edit import edit
from tests.factories import seed_text, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db
WRITTEN = {"title": "Heron", "published_at": "2031-05-04T08:00:00Z", "body": "Ours."}


def bring(folder, article: Article, **keys) -> Article:
    write_seeds(folder, {f"_news/{article.name}.md": seed_text(title="Heron", **keys)})
    imported(folder)
    return Article.objects.get()


def test_import_local_article_empty_field_is_filled(tmp_path):
    article = create_article(WRITTEN, by=SYSTEM)

    assert bring(tmp_path, article, excerpt="The source's.").excerpt == "The source's."


def test_import_local_article_emptied_field_stays_empty(tmp_path):
    article = create_article(WRITTEN | {"excerpt": "Ours."}, by=SYSTEM)
    edit(article, {"excerpt": ""}, by=SYSTEM)

    assert bring(tmp_path, article, excerpt="The source's.").excerpt == ""
    assert Conflict.objects.get(field="excerpt").source == "The source's."


def test_import_article_written_during_the_import_is_merged(tmp_path, monkeypatch):
    write_seeds(
        tmp_path,
        {
            "2031-05-04-gull.md": seed_text(title="Gull"),
            "2031-05-04-heron.md": seed_text(title="Heron", excerpt="The source's."),
        },
    )
    store = pipeline._store

    def write_then_store(*args):
        create_article(WRITTEN, by=SYSTEM)
        store(*args)

    monkeypatch.setattr(pipeline, "_store", write_then_store)

    report = imported(tmp_path)

    article = Article.objects.get(title="Heron")
    assert report.totals == {"created": 1, "changed": 1}
    assert (article.name, article.body, article.excerpt) == (
        "2031-05-04-heron", "Ours.", "The source's."
    )  # fmt: skip
    assert article.seed_file.path == "2031-05-04-heron.md"
