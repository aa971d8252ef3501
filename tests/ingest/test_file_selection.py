"""Files that are left out are neither imported nor gone, also after a kill."""

import pytest

from articles.ingest.options import FileSelection
from articles.ingest.pipeline import import_seeds
from articles.models import Article, ImportRun, RunState, SeedFile
from articles.workflow.actors import SYSTEM
from tests.factories import numbered_seeds, source, write_seeds
from tests.ingest.desk import imported, run_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (f"_news/2031-05-04-report-{number:03}.md" for number in range(3))


@pytest.mark.parametrize(
    ("stored", "taken"),
    [
        ({}, {"a", "b", "c"}),
        ({"exclude": ["b"]}, {"a", "c"}),
        ({"only": ["b"]}, {"b"}),
        ({"only": ["a", "b"], "exclude": ["b"]}, {"a"}),
        ({"only": []}, set()),
    ],
)
def test_selection_includes_by_path(stored, taken):
    choice = FileSelection.of(stored)

    assert {path for path in "abc" if choice.includes(path)} == taken
    assert choice.as_dict() == stored


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (FileSelection(exclude=frozenset([SECOND])), ["report-000", "report-002"]),
        (FileSelection(only=frozenset([SECOND])), ["report-001"]),
    ],
)
def test_import_selection_imports_included_files_only(tmp_path, choice, names):
    write_seeds(tmp_path, numbered_seeds(3))

    report = imported(tmp_path, selection=choice)

    stored = Article.objects.order_by("name").values_list("name", flat=True)
    assert [name.removeprefix("2031-05-04-") for name in stored] == names
    assert report.totals == {"created": len(names)}
    assert run_of(report).file_selection == choice.as_dict()


def test_import_selection_excluded_files_are_not_missing(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    imported(tmp_path)
    write_seeds(tmp_path, numbered_seeds(3, quality=90))

    imported(tmp_path, selection=FileSelection(exclude=frozenset([FIRST])))
    imported(tmp_path, selection=FileSelection(only=frozenset([SECOND])))

    assert not SeedFile.objects.exclude(missing_since=None).exists()


def test_import_selection_excluded_missing_file_is_not_stored(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    imported(tmp_path)
    (tmp_path / FIRST).unlink()
    (tmp_path / SECOND).unlink()

    report = imported(tmp_path, selection=FileSelection(exclude=frozenset([FIRST])))

    assert report.totals["missing"] == 1
    assert SeedFile.objects.exclude(missing_since=None).get().path == SECOND


def test_import_selection_is_kept_when_resumed(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    choice = FileSelection(exclude=frozenset([FIRST]))
    run = ImportRun.objects.create(
        by_system=True,
        source=source(),
        label="x",
        paths=[str(tmp_path)],
        options={"trust_published": False, "archive_missing": False},
        file_selection=choice.as_dict(),
        state=RunState.RUNNING,
    )

    import_seeds([tmp_path], by=SYSTEM, selection=FileSelection())
    run.refresh_from_db()
    assert run.state == RunState.FAILED  # another import than the one that was killed

    run.state = RunState.RUNNING
    run.save()
    Article.objects.all().delete()
    report = import_seeds([tmp_path], by=SYSTEM, selection=choice)
    assert run_of(report) == run
    assert Article.objects.count() == 2
