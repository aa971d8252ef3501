"""The Power Apps site goes out as it came in, but for what the desk has changed."""

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish
from tests.conformance import tables
from tests.conformance.exported import (
    diff,
    export,
)
from tests.conformance.publishing import POWERAPPS_RULE, publish_ready
from tests.conformance.sites import POWERAPPS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def live(powerapps):
    """The site with the 396 published that its files call so."""
    publish_ready(*POWERAPPS_RULE)


def article(**facts):
    return Article.objects.filter(**facts).order_by("pk").first()


def test_export_untouched_site_is_same_bytes(live, tmp_path):
    export(tmp_path)

    assert diff(POWERAPPS / "_news", tmp_path / "_news") == []
    assert diff(POWERAPPS / "_data", tmp_path / "_data") == []


def test_export_published_draft_changes_one_line(live, tmp_path):
    publish(article(status="draft"), by=SYSTEM)

    lines = diff(POWERAPPS / "_news", export(tmp_path) / "_news")

    assert lines[1:] == ["< published: false", "---", "> published: true"]


def test_export_changed_only_writes_changed_files(live, tmp_path):
    changed = article(status="published")
    edit(changed, {"title": "Another"}, by=SYSTEM)

    export(tmp_path, "--changed-only")

    assert [path.name for path in tmp_path.rglob("*.*")] == [f"{changed.name}.md"]


def test_export_published_only_writes_published(live, tmp_path):
    export(tmp_path, "--published-only")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 396


def test_export_again_writes_no_file(live, tmp_path):
    export(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    export(tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_export_writes_no_row(live, tmp_path):
    before = tables.whole()

    export(tmp_path)

    assert tables.whole() == before


def test_import_of_export_changes_no_content(live, tmp_path):
    edit(article(status="published"), {"title": "A: title", "topics": ["One", "Two"]}, by=SYSTEM)
    publish(article(status="draft"), by=SYSTEM)
    before = contents_and_statuses()

    report = import_seeds([export(tmp_path / "once")], by=SYSTEM)

    assert contents_and_statuses() == before
    assert {name: n for name, n in report.totals.items() if n} == {"unchanged": 623, "changed": 2}
    assert diff(tmp_path / "once", export(tmp_path / "twice")) == []


def contents_and_statuses():
    articles = Article.objects.for_values()
    return {each.name: (each.status, each.held, article_values(each)) for each in articles}


def test_import_of_unchanged_export_writes_no_row(live, tmp_path):
    export(tmp_path)
    before = tables.whole()

    report = import_seeds([tmp_path], by=SYSTEM)

    assert dict(report.totals) == {"unchanged": 625}
    assert tables.whole() == before
