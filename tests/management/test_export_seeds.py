"""manage.py export_seeds OUT [--published-only] [--changed-only]"""

import pytest

from articles.models import Article, SeedFile
from articles.workflow.actors import SYSTEM
from tests.factories import numbered_seeds, write_seeds
from tests.management.running import run
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    write_seeds(tmp_path / "site", numbered_seeds(3))
    run("import_seeds", tmp_path / "site")
    return tmp_path


def written(folder):
    return sorted(path.name for path in folder.rglob("*.md"))


def test_export_seeds_writes_all_and_counts_existing_files(site):
    ran = run("export_seeds", site / "out")

    assert (ran.code, ran.err) == (0, "")
    assert ran.counts == {"written": "3", "already there": "0"}
    assert written(site / "out") == written(site / "site")
    assert run("export_seeds", site / "out").counts == {"written": "0", "already there": "3"}


@pytest.mark.parametrize("option", ["--published-only", "--changed-only"])
def test_export_seeds_options_limit_files(site, option):
    do("publish", Article.objects.get(title="Report 001"), by=SYSTEM)

    run("export_seeds", site / "out", option)

    assert written(site / "out") == ["2031-05-04-report-001.md"]


@pytest.mark.parametrize(
    ("model", "columns", "sentence"),
    [
        (Article, {"web_url": "javascript:alert(1)", "version": 2}, "2031-05-04-report-001: "),
        (SeedFile, {"path": "../../evil.md"}, "leads out of"),
    ],
)
def test_export_seeds_refused_file_exits_with_1_and_is_named(site, model, columns, sentence):
    name = "title" if model is Article else "article__title"
    model.objects.filter(**{name: "Report 001"}).update(**columns)

    ran = run("export_seeds", site / "out")

    assert (ran.code, ran.counts["written"]) == (1, "2")
    assert sentence in ran.err


def test_export_seeds_file_in_place_of_folder_exits_with_2(site):
    (site / "out").write_text("a file")

    ran = run("export_seeds", site / "out")

    assert ran.code == 2
    assert "out" in ran.err


def test_export_seeds_without_articles_writes_nothing(tmp_path):
    ran = run("export_seeds", tmp_path / "out")

    assert (ran.code, ran.counts) == (0, {"written": "0", "already there": "0"})
