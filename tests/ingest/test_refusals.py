"""A refused file is reported by line and field and does not stop other files."""

import pytest

from articles.models import Article, ImportItem, ImportOutcome
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import content, imported, only_article

pytestmark = pytest.mark.django_db


def test_refused_files_do_not_stop_valid_files(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    write_seeds(
        tmp_path,
        {
            "_news/a-bad.md": b"\xff\xfe",
            "_news/z-bad.md": seed_text(quality="high"),
            "_data/topics/bad.yaml": "- a list",
        },
    )

    report = imported(tmp_path)

    assert report.totals == {"created": 3, "refused": 3}
    assert (Article.objects.count(), report.is_partial) == (3, True)


def test_refused_file_names_line_field_and_reason(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(quality="high", title=None)})

    report = imported(tmp_path)

    assert report.with_outcome(ImportOutcome.REFUSED)[0].lines() == [
        "heron.md:2: title: is missing.",
        "heron.md:8: quality: must be a whole number, without quotes.",
    ]
    stored = ImportItem.objects.get()
    assert (stored.outcome, stored.article) == ("refused", None)
    assert [problem["field"] for problem in stored.problems] == ["title", "quality"]


def test_import_sanitized_file_stores_warning(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(webUrl="javascript:alert(1)")})

    report = imported(tmp_path)

    assert (report.totals, report.is_partial) == ({"created": 1}, False)
    assert only_article().web_url == ""
    assert "webUrl" in report.items[0].lines()[0]
    assert ImportItem.objects.get().problems[0]["field"] == "webUrl"


def test_refused_version_leaves_article_unchanged(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(title="Good")})
    imported(tmp_path)
    before = content()
    write_seeds(tmp_path, {"heron.md": seed_text(title="a" * 301)})

    report = imported(tmp_path)

    assert report.totals == {"refused": 1}
    assert content() == before


def test_refused_file_corrected_is_imported(tmp_path):
    write_seeds(tmp_path, {"heron.md": "---\nno end"})
    assert imported(tmp_path).totals == {"refused": 1}
    assert not Article.objects.exists()
    write_seeds(tmp_path, {"heron.md": seed_text()})

    report = imported(tmp_path)

    assert report.totals == {"created": 1}


def test_import_ignores_other_files(tmp_path):
    write_seeds(tmp_path, {"README.txt": b"Fog", "a.png": b"\x89PNG", ".git/a.md": seed_text()})

    report = imported(tmp_path)

    assert (report.run, report.totals, report.items) == (None, {}, [])


def test_import_uses_limits_of_settings(tmp_path, settings):
    settings.NEWSDESK_SEED_LIMITS = {"title": 10}
    write_seeds(tmp_path, {"a.md": seed_text(title="A" * 11), "b.md": seed_text(title="B" * 10)})

    assert imported(tmp_path).totals == {"created": 1, "refused": 1}
