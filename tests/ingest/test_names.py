"""A file's name is its identity within its source; whatever else moves."""

import zipfile

import pytest

from articles.models import Article, ImportOutcome, SeedFile
from articles.seeds.sources import SourceNotFound, SourceRefused
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, only_article, rows

pytestmark = pytest.mark.django_db


def test_import_duplicate_name_is_refused_with_first_path(tmp_path):
    write_seeds(tmp_path, {"a/heron.md": seed_text(title="A"), "b/heron.md": seed_text(title="B")})

    report = imported(tmp_path)

    assert only_article().title == "A"
    (refused,) = report.with_outcome(ImportOutcome.REFUSED)
    assert refused.path == "b/heron.md"
    assert "has the same name as a/heron.md" in refused.lines()[0]
    assert imported(tmp_path).totals == {"unchanged": 1, "refused": 1}
    assert only_article().title == "A"


def test_import_same_name_of_two_kinds_stores_both(tmp_path):
    write_seeds(
        tmp_path,
        {
            "_news/heron.md": seed_text(),
            "_data/organizations/heron.md": "---\nname: Heron\ndomain: heron.example\n---\n",
            "_data/topics/heron.yaml": "_id: '1'\nname: Heron\n",
        },
    )

    report = imported(tmp_path)

    assert report.totals == {"created": 1}
    assert report.metadata_counts == {"organisation": 1, "topic": 1}
    assert set(SeedFile.objects.values_list("kind", "name")) == {
        ("article", "heron"),
        ("organisation", "heron"),
        ("topic", "heron"),
    }


def test_import_moved_file_is_same_article(tmp_path):
    write_seeds(tmp_path, {"old/heron.md": seed_text()})
    imported(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "old/heron.md").rename(tmp_path / "new/heron.md")

    report = imported(tmp_path)

    assert report.totals == {"changed": 1}
    assert report.items[0].fields == ["path"]
    assert only_article().seed_file.path == "new/heron.md"
    assert only_article().version == 2


def test_import_same_name_in_two_sources_creates_two_articles(tmp_path):
    for name in ("one", "two", "three"):
        write_seeds(tmp_path / name, {"heron.md": seed_text(title=name)})
        imported(tmp_path / name, source=name)

    articles = Article.objects.order_by("pk").values_list("source__name", "name", "slug", "title")
    assert list(articles) == [
        ("one", "heron", "heron", "one"),
        ("two", "heron", "heron-2", "two"),
        ("three", "heron", "heron-3", "three"),
    ]


def test_import_numbered_slug_avoids_other_files(tmp_path):
    write_seeds(tmp_path / "one", {"heron.md": seed_text(), "heron-2.md": seed_text()})
    imported(tmp_path / "one", source="one")

    imported(tmp_path / "one", source="two")

    slugs = Article.objects.filter(source__name="two").values_list("slug", flat=True)
    assert len({*slugs, "heron", "heron-2"}) == 4


def test_import_missing_files_only_of_own_source(tmp_path):
    write_seeds(tmp_path / "one", numbered_seeds(3))
    imported(tmp_path / "one", source="one")
    write_seeds(tmp_path / "two", {"fog.md": seed_text()})

    report = imported(tmp_path / "two", source="two", archive_missing=True)

    assert report.totals == {"created": 1}
    assert not Article.objects.filter(status="archived").exists()


def test_import_several_paths_is_one_run(tmp_path):
    write_seeds(tmp_path, {"a/fog.md": seed_text(), "b/mist.md": seed_text()})
    write_seeds(tmp_path, {"haze.md": seed_text()})
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("_news/murk.md", seed_text())
    paths = [tmp_path / name for name in ("a", "b", "haze.md", "c.zip")]

    report = imported(*paths)

    assert report.totals == {"created": 4}
    assert set(SeedFile.objects.values_list("path", flat=True)) == {
        "fog.md",
        "mist.md",
        "haze.md",
        "_news/murk.md",
    }
    assert imported(*paths).run is None


def test_import_repeated_path_is_read_once(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text()})

    report = imported(tmp_path, tmp_path)

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)


def test_import_zip_of_folder_is_unchanged(tmp_path):
    site = write_seeds(tmp_path / "site", numbered_seeds(3))
    imported(site)
    with zipfile.ZipFile(tmp_path / "site.ZIP", "w") as archive:
        for file in sorted(site.rglob("*.md")):
            archive.write(file, file.relative_to(site))

    report = imported(tmp_path / "site.ZIP")

    assert (report.run, report.totals) == (None, {"unchanged": 3})


def test_import_single_file_reports_none_missing(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(title="A"), "fog.md": seed_text()})
    imported(tmp_path)
    write_seeds(tmp_path, {"heron.md": seed_text(title="B")})

    report = imported(tmp_path / "heron.md")

    assert report.totals == {"changed": 1}
    assert not SeedFile.objects.filter(missing_since__isnull=False).exists()


def test_import_single_file_keeps_folder(tmp_path):
    """Its path is only its name: no reason to move the article's file to the top."""
    write_seeds(tmp_path, {"_news/heron.md": seed_text(title="A")})
    imported(tmp_path)
    write_seeds(tmp_path, {"_news/heron.md": seed_text(title="B")})

    imported(tmp_path / "_news/heron.md")

    assert only_article().title == "B"
    assert only_article().seed_file.path == "_news/heron.md"


@pytest.mark.parametrize(
    ("made", "given", "error"),
    [
        ({"a/fog.md": seed_text()}, ["a", "nowhere"], SourceNotFound),
        ({"a/fog.md": seed_text(), "b.zip": b"no zip"}, ["a", "b.zip"], SourceRefused),
        ({"a/fog.md": seed_text(), "b.txt": b"Fog"}, ["a", "b.txt"], SourceRefused),
        ({"b.zip": b""}, ["b.zip"], SourceRefused),
    ],
)
def test_import_unreadable_path_writes_nothing(tmp_path, made, given, error):
    write_seeds(tmp_path, made)
    before = rows()

    with pytest.raises(error):
        imported(*(tmp_path / name for name in given))
    assert rows() == before


def test_import_placeholders_are_stored_once(tmp_path):
    write_seeds(tmp_path, {"_drafts/.keep": b"", "_drafts/.gitkeep": b"", "heron.md": seed_text()})
    write_seeds(tmp_path, {"full/.keep": b"not empty"})
    imported(tmp_path)
    before = rows()

    imported(tmp_path)

    assert only_article().source.placeholders == ["_drafts/.gitkeep", "_drafts/.keep"]
    assert rows() == before

    write_seeds(tmp_path, {"b/.keep": b""})
    imported(tmp_path)
    assert only_article().source.placeholders[-1] == "b/.keep"


ODD_NAMES = ["Ferry \u2013 100 %.md", "日本.md", "a.b.c.md", "UPPER.MD", "a'b\"c.md", "no title.md"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_import_odd_names_are_stored(tmp_path, name):
    write_seeds(tmp_path, {name: seed_text()})

    assert imported(tmp_path).totals == {"created": 1}
    assert only_article().name == name[:-3]
    assert imported(tmp_path).totals == {"unchanged": 1}


def test_import_invalid_source_name_is_refused(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text()})

    for name in ("", "a" * 101):
        with pytest.raises(SourceRefused):
            imported(tmp_path, source=name)
