"""A preview is the same run with nothing written."""

import pytest

from articles.models import Article, SeedFile
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, rows, run_of
from tests.ingest.enrichment_files import ORGANISATION, TOPIC, herons, organisation

pytestmark = pytest.mark.django_db


def nothing(folder):
    """An empty desk, and files."""


def some(folder):
    """A desk with history: the same, changed, conflicting, moved, gone and refused files."""
    write_seeds(folder, numbered_seeds(12))
    write_seeds(folder, {ORGANISATION: organisation(), TOPIC: herons()})
    imported(folder)
    edit(Article.objects.get(name="2031-05-04-report-001"), {"title": "Mine"}, by=SYSTEM)
    for number in (0, 1):
        name = f"_news/2031-05-04-report-{number:03}.md"
        write_seeds(folder, {name: seed_text(title="Theirs", quality=90)})
    (folder / "_news/2031-05-04-report-002.md").rename(folder / "2031-05-04-report-002.md")
    (folder / "_news/2031-05-04-report-003.md").unlink()
    write_seeds(
        folder,
        {
            ORGANISATION: organisation(description="Ebb."),
            TOPIC: herons(keywords="[ibis]"),
            "_data/organizations/bad.md": "---\nno end",
        },
    )


def much(folder):
    """More is gone than a fifth."""
    write_seeds(folder, numbered_seeds(4))
    imported(folder)
    for number in (0, 1):
        (folder / f"_news/2031-05-04-report-{number:03}.md").unlink()


def little(folder):
    """One of ten is gone."""
    write_seeds(folder, numbered_seeds(10))
    imported(folder)
    (folder / "_news/2031-05-04-report-000.md").unlink()


@pytest.mark.parametrize("prepare", [nothing, some, much, little])
@pytest.mark.parametrize(
    "options", [{}, {"trust_published": True}, {"archive_missing": True}], ids=str
)
def test_dry_run_equals_import_and_writes_nothing(tmp_path, prepare, options):
    prepare(tmp_path)
    write_seeds(
        tmp_path,
        {
            "_news/new.md": seed_text(published=True, topics=["New"], category="javascript:"),
            "_news/warned.md": seed_text(webUrl="javascript:alert(1)"),
            "_news/bad.md": "---\ntitle: [\n---\n",
            "again/new.md": seed_text(),
            "_drafts/.keep": b"",
        },
    )
    before = rows()

    preview = imported(tmp_path, dry_run=True, **options)
    assert rows() == before

    report = imported(tmp_path, **options)
    shown, done = preview.as_dict(), report.as_dict()
    assert (shown.pop("dry_run"), done.pop("dry_run")) == (True, False)
    assert (shown.pop("run"), done.pop("run")) == (None, run_of(report).pk)
    assert len(shown.pop("warnings")) == len(done.pop("warnings"))
    assert shown == done
    assert preview.is_partial == report.is_partial


def test_dry_run_new_source_creates_no_source(tmp_path):
    write_seeds(tmp_path, numbered_seeds(1))

    imported(tmp_path, dry_run=True, source="new")

    assert not SeedFile.objects.exists()
    assert rows()["Source"] == []
