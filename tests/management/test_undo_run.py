"""manage.py undo_run ID"""

import pytest
from django.utils import timezone

from articles.models import Article, ImportRun, Provider, PublishRun
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import numbered_seeds, seed_text, source, write_seeds
from tests.management.running import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    write_seeds(tmp_path, numbered_seeds(2, quality=80))
    run("import_seeds", tmp_path)
    return tmp_path


def test_an_import(site):
    ran = run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert (ran.code, ran.counts, ran.err) == (0, {"undone": "2", "spared": "0"}, "")
    assert not Article.objects.exists()


def test_a_publish_run(site):
    run("publish_ready")

    ran = run("undo_run", f"publish:{PublishRun.objects.get().pk}")

    assert (ran.code, ran.counts) == (0, {"undone": "2", "spared": "0"})
    assert Article.objects.drafts().count() == 2


def test_a_number_that_only_one_run_has(site):
    assert run("undo_run", ImportRun.objects.get().pk).code == 0


def test_a_number_that_two_runs_have_is_2_and_says_what_to_write(site):
    number = ImportRun.objects.get().pk
    PublishRun.objects.create(pk=number)

    ran = run("undo_run", number)

    assert ran.code == 2
    assert f"Write import:{number} or publish:{number}" in ran.err
    assert Article.objects.count() == 2


def test_what_is_spared_is_named_on_stderr(site):
    edit(Article.objects.get(title="Report 000"), {"title": "Mine"}, by=SYSTEM)

    ran = run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert ran.counts == {"undone": "1", "spared": "1"}
    assert ran.err.splitlines() == ["Mine: It was changed since the import."]


def test_a_spared_provider_is_named_by_its_file(tmp_path):
    path = "_data/organizations/w.md"
    write_seeds(tmp_path, {path: "---\ndomain: w.example\ndescription: Tides.\n---\n"})
    run("import_seeds", tmp_path)
    Provider.objects.update(description="Ours", edited_at=timezone.now())

    ran = run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert ran.err.splitlines() == [f"{path}: It was changed since the import."]


@pytest.mark.parametrize(
    "text", ["fog", "import:", "import:fog", "export:1", "1:import", "-1", "", "²", "1.0"]
)
def test_what_names_no_run_is_2_in_words(text):
    ran = run("undo_run", "--", text)

    assert ran.code == 2
    assert "names no run" in ran.err


@pytest.mark.parametrize("text", ["1", "import:1", "publish:1", "9" * 30])
def test_a_run_that_is_not_there_is_2_in_words(text):
    ran = run("undo_run", text)

    assert (ran.code, "There is no run" in ran.err) == (2, True)


@pytest.mark.parametrize("kind", ["import", "publish"])
def test_undo_run_of_a_run_that_is_undone_already_is_done(site, kind):
    if kind == "publish":
        run("publish_ready")
    number = (PublishRun if kind == "publish" else ImportRun).objects.get().pk
    run("undo_run", f"{kind}:{number}")

    ran = run("undo_run", f"{kind}:{number}")

    assert (ran.code, ran.counts["undone"], ran.err) == (0, "2", "")


def test_a_run_that_waits_is_2_in_words():
    waiting = ImportRun.objects.create(source=source(), label="site")

    ran = run("undo_run", f"import:{waiting.pk}")

    assert (ran.code, "Cancel it first" in ran.err) == (2, True)


def test_after_an_undo_the_same_import_is_0_again(site):
    write_seeds(site, {"late.md": seed_text()})
    run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert run("import_seeds", site).counts["New"] == "3"
