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


def test_export_seeds_writes_and_counts_all(site):
    ran = run("export_seeds", site / "out")

    assert (ran.code, ran.err) == (0, "")
    assert ran.counts == {"written": "3", "already there": "0"}
    assert written(site / "out") == written(site / "site")


def test_export_seeds_again_counts_existing_files(site):
    run("export_seeds", site / "out")

    assert run("export_seeds", site / "out").counts == {"written": "0", "already there": "3"}


@pytest.mark.parametrize("option", ["--published-only", "--changed-only"])
def test_export_seeds_options_limit_files(site, option):
    do("publish", Article.objects.get(title="Report 001"), by=SYSTEM)

    run("export_seeds", site / "out", option)

    assert written(site / "out") == ["2031-05-04-report-001.md"]


def test_export_seeds_unwritable_file_exits_with_1(site):
    do("publish", Article.objects.get(title="Report 001"), by=SYSTEM)
    Article.objects.filter(title="Report 001").update(web_url="javascript:alert(1)")

    ran = run("export_seeds", site / "out")

    assert (ran.code, ran.counts["written"]) == (1, "2")
    assert ran.err.startswith("2031-05-04-report-001: ")


def test_export_seeds_unsafe_path_exits_with_1_and_names_it(site):
    SeedFile.objects.filter(article__title="Report 000").update(path="../../evil.md")

    ran = run("export_seeds", site / "out")

    assert (ran.code, "leads out of" in ran.err) == (1, True)


def test_export_seeds_file_in_place_of_folder_exits_with_2(site):
    (site / "out").write_text("a file")

    ran = run("export_seeds", site / "out")

    assert ran.code == 2
    assert "out" in ran.err


def test_export_seeds_without_articles_writes_nothing(tmp_path):
    ran = run("export_seeds", tmp_path / "out")

    assert (ran.code, ran.counts) == (0, {"written": "0", "already there": "0"})
