"""An import's page: every refused file named, Cancel, Undo."""

import pytest

from articles.ingest.pipeline import import_seeds
from articles.ingest.undo import undo_import_run
from articles.models import Article, ImportItem, ImportRun, RunState, SeedFile
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish
from tests.admin.sent import messages_of
from tests.factories import draft, numbered_seeds, person, seed_text, source, write_seeds

pytestmark = pytest.mark.django_db


def page_of(run, button="change"):
    return f"/admin/articles/importrun/{run.pk}/{button}/"


@pytest.fixture
def imported(tmp_path):
    def run(by=SYSTEM, number=3, **more):
        folder = write_seeds(tmp_path / "seeds", numbered_seeds(number) | more)
        return import_seeds([folder], by=by).run

    return run


def test_run_page_lists_refused_files_first(editor, imported):
    run = imported(**{"_news/zz.md": seed_text(quality="high")})

    response = editor.get(page_of(run))

    first = response.context["rows"][0]
    assert first["item"].path == "_news/zz.md"
    assert first["problems"][0]["field"] == "quality"
    assert f"line {first['problems'][0]['line']}</span>" in response.content.decode()
    assert "Rejected: 1" in response.content.decode()
    assert "New: 3" in response.content.decode()


def test_run_page_filters_by_outcome_and_pages(editor, imported):
    run = imported(number=120)

    assert len(editor.get(page_of(run)).context["rows"]) == 100
    assert len(editor.get(page_of(run), {"p": "2", "outcome": "created"}).context["rows"]) == 20
    assert editor.get(page_of(run), {"outcome": "refused"}).context["rows"] == []


def test_run_page_hides_server_path(editor, imported, tmp_path):
    run = imported()

    pages = editor.get(page_of(run)).content + editor.get("/admin/articles/importrun/").content

    assert str(tmp_path) not in pages.decode()


def test_run_page_counts_organisations_and_topics(editor, tmp_path):
    organisation = "---\nname: Tidewire\ndomain: tidewire.example\n---\n"
    folder = write_seeds(tmp_path / "s", {"_data/organizations/tidewire.example.md": organisation})
    run = import_seeds([folder], by=SYSTEM).run

    page = editor.get(page_of(run)).content.decode()

    assert "Also imported: 1 organisation." in page


def test_run_page_leads_to_drafts_of_the_import(editor, reviewer, imported):
    draft(title="From elsewhere")
    run = imported(by=editor.person)
    publish(Article.objects.get(title="Report 000"), by=SYSTEM)

    text = editor.get(page_of(run)).content.decode()

    assert "seeds for the source" in text
    assert "Review 2 drafts" in text
    assert f'href="/admin/threshold/?import={run.pk}"' in text
    query = f"?run=import:{run.pk}"
    assert f'href="/desk/{query}"' in text
    desk = editor.get(f"/desk/{query}").content.decode()
    assert "Report 001" in desk
    assert "From elsewhere" not in desk
    found = editor.get(f"/admin/articles/article/{query}")
    assert "From elsewhere" not in found.content.decode()
    assert "Report 000" in found.content.decode()
    assert "threshold/?import" not in reviewer.get(page_of(run)).content.decode()


def test_run_page_undone_import_keeps_titles_and_leads_nowhere(editor, imported):
    run = imported()
    undo_import_run(run, by=SYSTEM)

    text = editor.get(page_of(run)).content.decode()

    assert "Report 001" in text
    assert "Show in Articles" not in text


def test_run_page_undo_runs_in_background_and_skips_touched(
    editor, imported, django_capture_on_commit_callbacks
):
    run = imported(by=editor.person)
    edit(Article.objects.latest("pk"), {"excerpt": "Mine."}, by=SYSTEM)

    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(page_of(run, "undo"))
        assert "Being undone" in editor.get(page_of(run)).content.decode()

    assert messages_of(response) == ["The run is being undone."]
    assert "2 reverted. 1 skipped" in editor.get(page_of(run)).content.decode()
    assert Article.objects.count() == 1
    assert ImportRun.imports.get().state == RunState.UNDONE


@pytest.mark.parametrize(
    ("role", "status"), [("Reviewer", 403), ("Editor", 403), ("Managing editor", 302)]
)
def test_run_page_undo_of_other_person_needs_permission(at_desk, imported, role, status):
    run = imported(by=person("Editor"))
    client = at_desk(role)

    offered = "Undo run" in client.get(page_of(run)).content.decode()

    assert offered is (status == 302)
    assert client.post(page_of(run, "undo")).status_code == status


def test_run_page_cancels_queued_import(editor, reviewer):
    run = ImportRun.objects.create(source=source(), label="seeds.zip", started_by=editor.person)

    assert reviewer.post(page_of(run, "cancel")).status_code == 403
    page = editor.get(page_of(run))
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
    editor.post(page_of(run, "cancel"))

    assert ImportRun.imports.get().state == RunState.CANCELLED


def test_run_page_hides_secured_values(at_desk, imported, tmp_path):
    """`secured` lives in the bytes of seed files, and in the snapshots for undo."""
    folder = write_seeds(tmp_path / "seeds", {"_news/a.md": seed_text(secured="c2VjcmV0;eHg=")})
    import_seeds([folder], by=SYSTEM)
    write_seeds(folder, {"_news/a.md": seed_text(secured="c2VjcmV0;eHg=", quality=51)})
    run = import_seeds([folder], by=SYSTEM).run
    client = at_desk("Superuser")
    article, seed, item = (
        Article.objects.get(),
        SeedFile.objects.get(),
        ImportItem.objects.latest("pk"),
    )
    assert item.seed_before["content"]

    for page in (
        page_of(run),
        "/admin/articles/seedfile/",
        f"/admin/articles/seedfile/{seed.pk}/change/",
        "/admin/articles/importitem/",
        f"/admin/articles/importitem/{item.pk}/change/",
        f"/admin/articles/article/{article.pk}/change/",
    ):
        text = client.get(page).content.decode()
        assert "c2VjcmV0" not in text
        assert item.seed_before["content"][:20] not in text
