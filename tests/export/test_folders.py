"""Names are data: nothing is written outside of the folder, and one file costs no other."""

import zipfile

import pytest

from articles.export.files import export_seeds
from articles.ingest.pipeline import import_seeds
from articles.models import Article, SeedFile, Source
from articles.workflow.actors import SYSTEM
from tests.export.trees import HERON, PLAIN, exported_heron, tree
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, only_article
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


class TestSources:
    def test_export_sources_have_own_folders(self, site, out):
        imported(site)
        import_seeds([site], by=SYSTEM, source="ai site")

        export_seeds(out)

        assert set(tree(out)) == {HERON, f"ai site/{HERON}"}

    @pytest.mark.parametrize("name", ["../up", "a/b", "/etc", "..", ".", "a\\b", "~", "ü \u2013"])
    def test_export_source_name_is_not_a_path(self, site, tmp_path, out, name):
        import_seeds([site], by=SYSTEM, source=name)

        export_seeds(out)

        assert len(tree(out)) == 1
        assert {path.name for path in tmp_path.iterdir()} == {"site", "out"}

    def test_export_sources_never_share_a_folder(self, site, out):
        imported(site, source="a/b")
        write_seeds(site, {HERON: PLAIN.replace("Machine", "Other")})
        imported(site, source="a:b")

        export_seeds(out)

        assert len(tree(out)) == 2


class TestSafety:
    @pytest.mark.parametrize(
        "path", ["../evil.md", "_news/../../evil.md", "/tmp/evil-newsdesk.md", "a/../../evil.md"]
    )
    def test_export_unsafe_path_is_not_written(self, site, tmp_path, out, path):
        imported(site)
        SeedFile.objects.update(path=path)

        assert export_seeds(out).problems == [f"{path}: leads out of {out}."]
        assert {each.name for each in tmp_path.iterdir()} <= {"site", "out"}

    def test_export_unsafe_path_keeps_other_files(self, site, out):
        write_seeds(site, numbered_seeds(2))
        imported(site)
        SeedFile.objects.filter(name="heron").update(path="../evil.md")

        exported = export_seeds(out)

        assert (exported.written, len(exported.problems)) == (2, 1)

    def test_export_unsafe_placeholder_is_not_written(self, site, tmp_path, out):
        imported(site)
        Source.objects.update(placeholders=["../.keep"])

        assert len(export_seeds(out).problems) == 1
        assert not (tmp_path / ".keep").exists()

    def test_export_symlink_out_of_folder_is_not_followed(self, site, tmp_path, out):
        imported(site)
        (tmp_path / "elsewhere").mkdir()
        out.mkdir()
        (out / "_news").symlink_to(tmp_path / "elsewhere")

        assert len(export_seeds(out).problems) == 1
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_export_unwritable_article_is_reported(self, site, out):
        """Stored before the rules were what they are: the file could not be read again."""
        write_seeds(site, numbered_seeds(2))
        imported(site)
        do("publish", Article.objects.get(name="heron"), by=SYSTEM)
        Article.objects.filter(name="heron").update(web_url="javascript:alert(1)")

        exported = export_seeds(out)

        assert len(tree(out)) == 2
        assert exported.written == 2
        assert exported.problems[0].startswith("heron: ")

    def test_export_uses_limits_of_settings(self, site, out, settings):
        settings.NEWSDESK_SEED_LIMITS = {"seed_bytes": 600_000, "text": 600_000}
        body = "Fog. " * 60_000
        write_seeds(site, {HERON: seed_text(body=body)})
        imported(site)
        do("publish", only_article(), by=SYSTEM)

        assert b"published: true" in exported_heron(out).replace(b'"published"', b"published")

    def test_export_keeps_other_files_in_folder(self, site, out):
        imported(site)
        write_seeds(out, {"README.md": b"Ours", "_news/notes.txt": b"Ours"})

        export_seeds(out)

        assert set(tree(out)) == {HERON, "README.md", "_news/notes.txt"}


class TestOddNames:
    """A zip may hold names that a file system does not take; they cost no other file."""

    def from_zip(self, tmp_path, *names):
        with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
            for name in names:
                archive.writestr(name, seed_text(title=name[:9]))
        assert imported(tmp_path / "site.zip").totals == {"created": len(names)}

    def test_export_too_long_name_is_reported(self, tmp_path, out):
        long = "鷺" * 200
        self.from_zip(tmp_path, f"_news/{long}.md", HERON)

        exported = export_seeds(out)

        assert list(tree(out)) == [HERON]
        assert exported.problems[0].startswith(long)

    def test_export_file_in_place_of_folder_is_reported(self, tmp_path, out):
        self.from_zip(tmp_path, "a.md", "a.md/b.md", HERON)

        exported = export_seeds(out)

        assert set(tree(out)) == {"a.md", HERON}
        assert len(exported.problems) == 1

    def test_export_long_source_name_has_folder(self, site, out):
        import_seeds([site], by=SYSTEM, source="鷺" * 100)

        export_seeds(out)

        assert len(tree(out)) == 1
