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


@pytest.mark.parametrize(("kind", "drafts"), [("import", 0), ("publish", 2)])
def test_undo_run_is_undone_once(site, kind, drafts):
    if kind == "publish":
        run("publish_ready")
    number = (PublishRun if kind == "publish" else ImportRun).objects.get().pk

    for _ in range(2):
        ran = run("undo_run", f"{kind}:{number}")
        assert (ran.code, ran.counts, ran.err) == (0, {"undone": "2", "skipped": "0"}, "")
        assert Article.objects.drafts().count() == drafts


def test_undo_run_ambiguous_number_exits_with_2(site):
    number = ImportRun.objects.get().pk
    PublishRun.objects.create(pk=number)

    ran = run("undo_run", number)

    assert ran.code == 2
    assert f"Write import:{number} or publish:{number}" in ran.err
    assert Article.objects.count() == 2


def test_undo_run_skipped_article_is_named(site):
    edit(Article.objects.get(title="Report 000"), {"title": "Mine"}, by=SYSTEM)

    ran = run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert ran.counts == {"undone": "1", "skipped": "1"}
    assert ran.err.splitlines() == ["Mine: It was changed since the import."]


def test_undo_run_skipped_provider_is_named_by_file(tmp_path):
    path = "_data/organizations/w.md"
    write_seeds(tmp_path, {path: "---\ndomain: w.example\ndescription: Tides.\n---\n"})
    run("import_seeds", tmp_path)
    Provider.objects.update(description="Ours", edited_at=timezone.now())

    ran = run("undo_run", f"import:{ImportRun.objects.get().pk}")

    assert ran.err.splitlines() == [f"{path}: It was changed since the import."]


@pytest.mark.parametrize(
    "text", ["fog", "import:", "import:fog", "export:1", "1:import", "-1", "", "²", "1.0"]
)
def test_undo_run_invalid_id_exits_with_2(text):
    ran = run("undo_run", "--", text)

    assert ran.code == 2
    assert "names no run" in ran.err


@pytest.mark.parametrize("text", ["1", "import:1", "publish:1", "9" * 30])
def test_undo_run_unknown_id_exits_with_2(text):
    ran = run("undo_run", text)

    assert (ran.code, "There is no run" in ran.err) == (2, True)


def test_undo_run_queued_run_exits_with_2():
    waiting = ImportRun.objects.create(source=source(), label="site")

    ran = run("undo_run", f"import:{waiting.pk}")

    assert (ran.code, "Cancel it first" in ran.err) == (2, True)


def test_undo_run_with_a_unique_number_can_be_followed_by_another_import(site):
    write_seeds(site, {"late.md": seed_text()})
    assert run("undo_run", ImportRun.objects.get().pk).code == 0

    assert run("import_seeds", site).counts["New"] == "3"
