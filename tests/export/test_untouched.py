"""Untouched articles are exported byte for byte; publishing changes one word."""

import pytest

from articles.export.files import export_seeds
from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert
from tests.export.trees import HERON, PLAIN, exported_heron, tree
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, only_article
from tests.seeds.diffs import changed_lines
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


class TestUntouched:
    @pytest.mark.parametrize(
        "data",
        [
            PLAIN.encode(),
            PLAIN.replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + PLAIN.encode(),
            PLAIN.encode().rstrip(b"\n"),
            seed_text(body="\n\nText.  \n\n\n").encode(),
            seed_text(title="A &amp; B &#8217; C", published=None).encode(),
            seed_text(webUrl="javascript:alert(1)").encode(),
        ],
        ids=["plain", "CRLF", "BOM", "no last line end", "body", "entities", "neutralised"],
    )
    def test_export_untouched_article_is_same_bytes(self, tmp_path, out, data):
        site = write_seeds(tmp_path / "site", {HERON: data})
        imported(site)

        export_seeds(out)

        assert tree(out) == tree(site)

    def test_export_writes_metadata_and_placeholders(self, site, out):
        write_seeds(
            site,
            {
                "_data/organizations/w.md": "---\nname: W\ndomain: w.example\n---\n\nBody.\n",
                "_data/topics/t.yml": "# a comment\n_id: '1'\nname: T\n",
                "_drafts/.keep": b"",
            },
        )
        imported(site)

        export_seeds(out)

        assert tree(out) == tree(site)

    def test_export_again_writes_nothing(self, site, out):
        write_seeds(site, numbered_seeds(3))
        imported(site)
        first = export_seeds(out)
        times = {path: path.stat().st_mtime_ns for path in out.rglob("*.md")}

        second = export_seeds(out)

        assert (first.written, first.same) == (4, 0)
        assert (second.written, second.same) == (0, 4)
        assert {path: path.stat().st_mtime_ns for path in out.rglob("*.md")} == times

    def test_export_then_import_changes_nothing(self, site, out):
        write_seeds(site, numbered_seeds(3))
        imported(site)
        export_seeds(out)

        report = imported(out)

        assert (report.run, report.totals) == (None, {"unchanged": 4})

    def test_export_reverted_edit_is_same_bytes(self, site, out):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=SYSTEM)
        revert(only_article(), 1, by=SYSTEM)

        assert exported_heron(out) == PLAIN.encode()

    def test_export_missing_file_is_written(self, site, out):
        imported(site)
        write_seeds(site, numbered_seeds(1))
        (site / HERON).unlink()
        imported(site)

        assert exported_heron(out) == PLAIN.encode()


class TestPublished:
    def test_export_published_changes_one_word(self, site, out):
        imported(site)
        do("publish", only_article(), by=SYSTEM)

        assert exported_heron(out) == PLAIN.replace("published: false", "published: true").encode()

    def test_export_published_as_in_file_is_same_bytes(self, site, out):
        text = PLAIN.replace("published: false", "published: true")
        write_seeds(site, {HERON: text})
        imported(site, trust_published=True)

        assert exported_heron(out) == text.encode()

    @pytest.mark.parametrize("verb", ["reject", "archive", "hold"])
    def test_export_unpublished_is_false(self, site, out, verb):
        write_seeds(site, {HERON: PLAIN.replace("published: false", "published: true")})
        imported(site)
        do(verb, only_article(), by=SYSTEM)

        assert exported_heron(out) == PLAIN.encode()

    def test_export_published_without_key_adds_line(self, site, out):
        text = PLAIN.replace("published: false\n", "")
        write_seeds(site, {HERON: text})
        imported(site)
        assert exported_heron(out) == text.encode()

        do("publish", only_article(), by=SYSTEM)

        assert changed_lines(text.encode(), exported_heron(out)) == ["+published: true"]


@pytest.mark.parametrize("size", [1, 12])
def test_export_query_count_is_constant(site, out, size, django_assert_max_num_queries):
    write_seeds(site, numbered_seeds(size))
    imported(site)
    for article in Article.objects.all():
        do("publish", article, by=SYSTEM)

    with django_assert_max_num_queries(12):
        export_seeds(out)
