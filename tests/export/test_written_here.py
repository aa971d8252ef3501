"""What was written here gets a file; options choose what is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.export.files import export_seeds
from articles.models import Article
from articles.models.value_fields import article_values
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.edit import edit
from tests.export.trees import HERON, tree
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, only_article
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


class TestWrittenHere:
    VALUES = {
        "title": "Fog: a “report”",
        "published_at": "2031-05-04T08:00:00Z",
        "body": "Thick.\n\nVery.",
        "topics": ["Fog"],
        "provider": "tidewire.example",
    }

    def test_export_local_article_reads_back(self, out):
        written = create_article(self.VALUES, by=SYSTEM)

        export_seeds(out)

        (path,) = tree(out)
        assert path == "_posts/2031-05-04-fog-a-report.md"
        record = read_article(path, (out / path).read_bytes())
        stored = Article.objects.for_values().get(pk=written.pk)
        assert record.values() == article_values(stored)
        assert (record.generation, record.published) == (3, False)

    def test_export_local_article_is_in_usual_folder(self, site, out):
        write_seeds(site, numbered_seeds(2))
        write_seeds(site, {"elsewhere/fog.md": seed_text()})
        imported(site)
        create_article(self.VALUES, by=SYSTEM)

        export_seeds(out)

        assert (out / "_news/2031-05-04-fog-a-report.md").is_file()

    def test_export_queries_usual_folder_once_per_source(self, site, out):
        write_seeds(site, numbered_seeds(1))
        imported(site)
        for number in range(5):
            create_article(self.VALUES | {"title": f"Own {number}"}, by=SYSTEM)

        with CaptureQueriesContext(connection) as queries:
            export_seeds(out)

        reads = [q for q in queries if q["sql"].startswith('SELECT "articles_seedfile"."path"')]
        assert len(reads) == 1

    def test_export_local_article_published_is_true(self, out):
        do("publish", create_article(self.VALUES, by=SYSTEM), by=SYSTEM)

        export_seeds(out)

        assert b"published: true" in next(iter(tree(out).values()))

    def test_export_local_article_is_found_by_import(self, out):
        create_article(self.VALUES, by=SYSTEM)
        export_seeds(out)

        imported(out)

        assert Article.objects.count() == 1
        assert only_article().seed_file.path == "_posts/2031-05-04-fog-a-report.md"
        assert imported(out).run is None


class TestOptions:
    @pytest.fixture
    def desk(self, site):
        write_seeds(site, numbered_seeds(3))
        write_seeds(site, {"_data/topics/t.yml": "_id: '1'\nname: T\n", "_drafts/.keep": b""})
        imported(site)
        do("publish", Article.objects.get(name="heron"), by=SYSTEM)
        edit(Article.objects.get(name="2031-05-04-report-000"), {"title": "Mine"}, by=SYSTEM)
        create_article(TestWrittenHere.VALUES, by=SYSTEM)

    def test_export_published_only_writes_published(self, desk, out):
        export_seeds(out, published_only=True)

        assert list(tree(out)) == [HERON]

    def test_export_changed_only_writes_changed(self, desk, out):
        export_seeds(out, changed_only=True)

        assert set(tree(out)) == {
            HERON,
            "_news/2031-05-04-report-000.md",
            "_news/2031-05-04-fog-a-report.md",
        }

    def test_export_published_and_changed_only_combine(self, desk, out):
        do("publish", Article.objects.get(name="2031-05-04-report-001"), by=SYSTEM)

        export_seeds(out, changed_only=True, published_only=True)

        assert set(tree(out)) == {HERON, "_news/2031-05-04-report-001.md"}

    def test_export_progress_counts_every_file(self, desk, out):
        seen: list[int] = []

        export_seeds(out, progress=seen.append)

        assert sum(seen) == len(tree(out)) == 7
