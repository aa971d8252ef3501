"""Previews are worked out, kept, resumed, confirmed and forgotten."""

from datetime import timedelta
from shutil import rmtree

import pytest
from django.utils import timezone

from articles.ingest import preview as previews
from articles.ingest import uploads
from articles.ingest.confirm import confirm, outdated_items, retry_refused
from articles.ingest.import_state import ImportBusy
from articles.ingest.preview import (
    delete_old_previews,
    delete_preview,
    discard_preview,
    refresh_preview,
    start_preview,
)
from articles.ingest.preview_items import store_diffs
from articles.ingest.undo import undo_import_run
from articles.models import (
    Article,
    ImportItem,
    ImportRun,
    RunState,
    SeedFile,
)
from articles.seeds.sources import SourceNotFound, SourceRefused
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from tests.factories import numbered_seeds, person, seed_text, source, write_seeds
from tests.ingest.desk import imported, rows, run_of
from tests.ingest.enrichment_files import ORGANISATION, organisation
from tests.ingest.interrupting import work_on
from tests.publishing.runs import resume

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (f"_news/2031-05-04-report-{number:03}.md" for number in range(3))


@pytest.fixture
def editor():
    return person("Editor")


@pytest.fixture(autouse=True)
def _folders_of_the_test_may_be_imported(settings, tmp_path):
    settings.NEWSDESK_IMPORT_FOLDERS = [str(tmp_path)]


@pytest.fixture
def look(tmp_path, editor):
    """Compute a preview of the folder `seeds`."""

    def look(files=None, **more):
        folder = write_seeds(tmp_path / "seeds", files or {})
        preview = start_preview([folder], by=editor, label="seeds", **more)
        work_on(preview)
        return preview

    return look


def do(preview, by=None):
    """Confirm, and let the worker do it."""
    run = confirm(preview, by=by or preview.started_by)
    work_on(run)
    run.refresh_from_db()
    return run


def stored_rows():
    """Return the rows of all tables but those of the preview itself."""
    own = {"ImportItem", "ImportRun"}
    return {name: table for name, table in rows().items() if name not in own}


def outcomes(preview):
    return dict(preview.items.values_list("path", "outcome"))


def test_preview_stores_an_item_per_file_and_nothing_else(look):
    look(numbered_seeds(5) | {ORGANISATION: organisation()})
    do(ImportRun.previews.get())
    edit(Article.objects.get(name="2031-05-04-report-001"), {"title": "Mine"}, by=SYSTEM)
    changed = {
        FIRST: seed_text(title="Report 000", quality=90, webUrl="https://tidewire.example/0"),
        SECOND: seed_text(title="Theirs", webUrl="https://tidewire.example/1"),
        "_news/new.md": seed_text(title="New"),
        "_news/bad.md": "---\ntitle: [\n---\n",
        ORGANISATION: organisation(description="Ebb."),
    }
    before = stored_rows()

    preview = look(changed)

    assert stored_rows() == before
    assert preview.state == RunState.DONE
    assert preview.totals == {
        "changed": 1, "conflict": 1, "created": 1, "refused": 1, "unchanged": 3
    }  # fmt: skip
    assert preview.metadata_counts == {"organisation": 1}
    assert outcomes(preview) == {
        FIRST: "changed",
        SECOND: "conflict",
        "_news/new.md": "created",
        "_news/bad.md": "refused",
        ORGANISATION: "changed",
    } | {f"_news/2031-05-04-report-00{number}.md": "unchanged" for number in (2, 3, 4)}


def test_preview_diff_holds_both_sides_and_base(look):
    look(numbered_seeds(2))
    do(ImportRun.previews.get())
    article = Article.objects.get(name="2031-05-04-report-001")
    edit(article, {"title": "Mine"}, by=SYSTEM)

    preview = look(
        {
            FIRST: seed_text(title="Report 000", quality=90, webUrl="https://tidewire.example/0"),
            SECOND: seed_text(title="Theirs", webUrl="https://tidewire.example/1", quality=60),
        }
    )

    change, conflict = preview.items.get(path=FIRST), preview.items.get(path=SECOND)
    assert change.diff == {"base": {}, "ours": {"quality": 50}, "theirs": {"quality": 90}}
    assert conflict.diff == {
        "base": {"title": "Report 001"},
        "ours": {"title": "Mine", "quality": 50},
        "theirs": {"title": "Theirs", "quality": 60},
    }
    assert (conflict.title, conflict.quality, conflict.article_id) == ("Theirs", 60, article.pk)


def test_preview_missing_file_has_its_article(look, tmp_path):
    do(look(numbered_seeds(3)))
    (tmp_path / "seeds" / SECOND).unlink()

    gone = look().items.get(outcome="missing")

    assert (gone.path, gone.title, gone.quality) == (SECOND, "Report 001", 50)
    assert gone.article_id == Article.objects.get(title="Report 001").pk


def test_confirm_imports_included_files_only(look, editor):
    preview = look(numbered_seeds(4) | {"bad.md": "---\nno end"})
    preview.items.filter(path__in=[FIRST, THIRD]).update(is_excluded=True)

    run = do(preview)

    assert (run.state, run.message, run.started_by) == (RunState.DONE, "", editor)
    assert run.totals == {"created": 2, "refused": 1, "unchanged": 0}
    assert run.total_count == 3
    assert run.file_selection == {"exclude": [FIRST, THIRD]}
    assert Article.objects.count() == 2


def test_confirm_unfinished_preview_is_refused(tmp_path, editor):
    write_seeds(tmp_path, numbered_seeds(1))
    preview = start_preview([tmp_path], by=editor, label="x")

    with pytest.raises(NotPossible, match="not ready"):
        confirm(preview, by=editor)


def test_confirm_discarded_preview_is_refused(look, editor):
    preview = look(numbered_seeds(1))
    discard_preview(ImportRun.previews.get(), by=editor)

    for act in confirm, refresh_preview:
        with pytest.raises(NotPossible):
            act(preview, by=editor)
    assert not ImportRun.imports.exists()


def test_discard_confirmed_preview_is_refused(look, editor):
    preview = look(numbered_seeds(1))
    confirm(ImportRun.previews.get(), by=editor)

    with pytest.raises(NotPossible, match="has been confirmed"):
        discard_preview(preview, by=editor)


@pytest.mark.parametrize("act", [confirm, refresh_preview, discard_preview])
def test_confirm_checks_owner_or_managing_editor(look, act):
    preview = look(numbered_seeds(1))

    with pytest.raises(NotAllowed):
        act(preview, by=person("Editor", "another"))
    act(preview, by=person("Managing editor"))


def test_confirm_while_another_import_runs_is_refused(look, editor):
    preview = look(numbered_seeds(1))
    ImportRun.objects.create(source=source(), label="x", state=RunState.RUNNING)

    with pytest.raises(ImportBusy, match="is running"):
        confirm(preview, by=editor)
    assert ImportRun.imports.count() == 1


class TestOutdated:
    def test_confirm_after_other_import_is_refused(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2))
        do(first)

        assert outdated_items(second).count() == 2
        with pytest.raises(NotPossible, match="out of date: 2 files have changed since"):
            confirm(second, by=editor)

        work_on(refresh_preview(second, by=editor))
        assert second.totals == {"unchanged": 2}
        assert not outdated_items(second).exists()

    def test_confirm_after_import_of_other_files_is_allowed(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2))
        first.items.filter(path=FIRST).update(is_excluded=True)
        second.items.filter(path=SECOND).update(is_excluded=True)
        do(first)

        run = do(second)

        assert (run.state, run.message) == (RunState.DONE, "")
        assert Article.objects.count() == 2

    def test_confirm_after_import_into_other_source_is_allowed(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2), source="elsewhere")
        do(first)

        assert do(second).state == RunState.DONE
        assert Article.objects.count() == 4

    def test_confirm_after_edit_is_refused(self, look, editor):
        do(look(numbered_seeds(2)))
        preview = look(numbered_seeds(2, quality=90))
        edit(Article.objects.get(title="Report 000"), {"quality": 70}, by=SYSTEM)

        assert outdated_items(preview).get().path == FIRST

    def test_confirm_after_undo_is_refused(self, look, editor):
        do(look(numbered_seeds(1)))
        do(look(numbered_seeds(3)))
        preview = look(numbered_seeds(3, quality=90))
        from_second = Article.objects.exclude(title="Report 000")
        from_second.delete()

        assert outdated_items(preview).count() == 2

    def test_confirm_excluded_file_changed_is_allowed(self, look, editor):
        do(look(numbered_seeds(2)))
        preview = look(numbered_seeds(2, quality=90))
        preview.items.filter(path=FIRST).update(is_excluded=True)
        edit(Article.objects.get(title="Report 000"), {"quality": 70}, by=SYSTEM)

        assert do(preview).state == RunState.DONE

    def test_import_differing_from_preview_names_files(self, look, editor, tmp_path):
        preview = look(numbered_seeds(8))
        run = confirm(preview, by=editor)
        write_seeds(tmp_path / "seeds", {FIRST: "---\nno end"})
        for number in range(1, 7):
            (tmp_path / "seeds" / f"_news/2031-05-04-report-00{number}.md").unlink()

        work_on(run)
        run.refresh_from_db()

        assert run.message.startswith(
            f"7 files differed from the preview: {FIRST}: not imported, shown as new; "
        )
        assert run.message.endswith("; and 2 more.")


def test_refresh_keeps_excluded_files(look, editor):
    preview = look(numbered_seeds(3))
    preview.items.filter(path=SECOND).update(is_excluded=True)

    work_on(refresh_preview(preview, by=editor))

    assert [item.path for item in preview.items.filter(is_excluded=True)] == [SECOND]
    assert preview.items.count() == 3


def test_preview_killed_starts_over(look, editor):
    preview = look(numbered_seeds(3))
    ImportRun.previews.update(state=RunState.RUNNING, worker="elsewhere:1:1")
    preview.items.first().delete()

    resume()
    assert preview.items.count() == 2  # its worker may still be alive

    ImportRun.previews.update(heartbeat=timezone.now() - timedelta(hours=1))
    resume()
    preview.refresh_from_db()
    assert (preview.state, preview.items.count(), preview.totals) == (
        RunState.DONE,
        3,
        {"created": 3},
    )


@pytest.mark.parametrize("is_deleted", [False, True])
def test_discard_preview_while_it_is_computed_stops_it_and_starts_no_import(
    tmp_path, editor, monkeypatch, is_deleted
):
    def discard_then_store(state, diffs):
        preview = ImportRun.previews.get()
        discard_preview(preview, by=editor)
        if is_deleted:
            delete_preview(preview)
        store_diffs(state, diffs)

    folder = write_seeds(tmp_path / "seeds", numbered_seeds(3))
    preview = start_preview([folder], by=editor, label="seeds")
    monkeypatch.setattr("articles.ingest.pipeline.store_diffs", discard_then_store)

    work_on(preview)

    assert [*ImportRun.previews.values_list("state", flat=True)] == (
        [] if is_deleted else [RunState.CANCELLED]
    )
    assert not ImportItem.objects.exists()
    assert not ImportRun.imports.exists()
    assert imported(folder).totals == {"created": 3}


def test_preview_failed_has_message(tmp_path, editor):
    write_seeds(tmp_path / "seeds", numbered_seeds(1))
    preview = start_preview([tmp_path / "seeds"], by=editor, label="x")
    (tmp_path / "seeds").rename(tmp_path / "elsewhere")

    work_on(preview)

    assert preview.state == RunState.FAILED
    assert "There is no file or folder" in preview.message


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [("no.zip", "no zip", SourceRefused), ("nowhere", None, SourceNotFound)],
)
def test_preview_unreadable_path_is_refused(tmp_path, editor, name, text, error):
    if text:
        (tmp_path / name).write_text(text)

    with pytest.raises(error):
        start_preview([tmp_path / name], by=editor, label="x")
    assert not ImportRun.previews.exists()


class TestTryingAgain:
    def test_retry_previews_refused_files_only(self, look, editor, tmp_path):
        run = do(look(numbered_seeds(2) | {"_news/bad.md": "---\nno end"}))
        write_seeds(tmp_path / "seeds", {"_news/bad.md": seed_text(), FIRST: seed_text(quality=1)})

        preview = retry_refused(run, by=editor)
        work_on(preview)
        again = do(preview)

        assert outcomes(preview) == {"_news/bad.md": "created"}
        assert again.totals == {"created": 1, "unchanged": 0}
        assert again.file_selection == {"only": ["_news/bad.md"]}
        assert not SeedFile.objects.exclude(missing_since=None).exists()

    def test_retry_without_refused_files_is_refused(self, look, editor):
        run = do(look(numbered_seeds(1)))

        with pytest.raises(NotPossible, match="refused nothing"):
            retry_refused(run, by=editor)

    def test_retry_deleted_upload_is_refused(self, look, editor, tmp_path):
        run = do(look({"_news/bad.md": "---\nno end", FIRST: seed_text()}))
        (tmp_path / "seeds").rename(tmp_path / "elsewhere")

        with pytest.raises(NotPossible, match="no file or folder seeds that may be imported"):
            retry_refused(run, by=editor)


class TestDeletedUploads:
    """An upload is kept for a day; what wants its files later says so, and names no folder."""

    GONE = "The uploaded files were deleted: they are kept for a day. Upload them again."

    @pytest.fixture
    def uploaded(self, editor, settings, tmp_path):
        """A preview of an upload, of which nothing is left."""
        settings.NEWSDESK_UPLOADS = tmp_path / "uploads"
        folder = settings.NEWSDESK_UPLOADS / ("a" * 32)
        write_seeds(folder, {"bad.md": "---\nno end", FIRST: seed_text()})
        preview = start_preview([folder], by=editor, label="seeds.zip", source="default")
        work_on(preview)
        return preview, folder

    def test_outdated_preview_is_not_confirmed(self, uploaded, editor):
        preview, folder = uploaded
        rmtree(folder)

        with pytest.raises(NotPossible, match="Upload them again"):
            confirm(preview, by=editor)

        assert not ImportRun.imports.exists()

    @pytest.mark.parametrize("act", [confirm, refresh_preview])
    def test_run_of_deleted_upload_fails_with_message(self, uploaded, editor, act):
        preview, folder = uploaded
        run = act(preview, by=editor)
        rmtree(folder)

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.message) == (RunState.FAILED, self.GONE)

    def test_import_of_deleted_upload_can_be_undone(self, uploaded, editor):
        preview, folder = uploaded
        run = do(preview)
        rmtree(folder)

        with pytest.raises(NotPossible, match="Upload them again"):
            retry_refused(run, by=editor)

        undo_import_run(run, by=editor)
        assert not Article.objects.exists()


class TestCleanup:
    @pytest.fixture
    def upload(self, editor, settings):
        """A preview of an upload, of some hours ago."""

        def upload(hours, **run):
            folder = f"{ImportRun.previews.count():032x}"
            root = write_seeds(settings.NEWSDESK_UPLOADS / folder, numbered_seeds(1))
            preview = start_preview(
                [*uploads.paths_in(folder)], by=editor, label="x", upload=folder
            )
            preview.created_at = timezone.now() - timedelta(hours=hours)
            preview.state = RunState.DONE
            if run:
                ImportRun.objects.create(
                    preview=preview, source=source(), label="x", paths=preview.paths, **run
                )
            preview.save()
            return preview, root

        return upload

    @pytest.fixture(autouse=True)
    def _all_folders_are_old(self, monkeypatch):
        """Make all upload folders look old; the previews tell which are needed."""
        monkeypatch.setattr(
            previews,
            "old_uploads",
            lambda: [folder.name for folder in uploads.upload_root().iterdir()],
        )

    def test_cleanup_deletes_unconfirmed_previews_after_a_day(self, upload):
        _old, old_root = upload(25)
        young, young_root = upload(23)

        delete_old_previews()

        assert [*ImportRun.previews.all()] == [young]
        assert (old_root.exists(), young_root.exists()) == (False, True)

    def test_cleanup_deletes_discarded_previews(self, upload, monkeypatch):
        monkeypatch.setattr(previews, "DELETED_AT_ONCE", 2)
        away, _ = upload(1)
        stays, _ = upload(1)
        for number in range(5):
            away.items.create(path=f"{number}.md", outcome="created")
        discard_preview(away, by=away.started_by)

        delete_old_previews()

        assert [*ImportRun.previews.all()] == [stays]

    @pytest.mark.parametrize(
        ("run", "is_kept"),
        [
            ({"state": RunState.RUNNING}, True),
            ({"state": RunState.DONE, "finished_at": timezone.now()}, True),
            ({"state": RunState.DONE, "finished_at": timezone.now() - timedelta(days=2)}, False),
        ],
    )
    def test_cleanup_keeps_files_of_active_runs(self, upload, run, is_kept):
        _preview, root = upload(72, **run)

        delete_old_previews()

        assert ImportRun.previews.exists() is is_kept
        assert root.exists() is is_kept
        assert ImportRun.imports.exists()

    def test_cleanup_keeps_upload_of_resumable_run(self, upload):
        preview, root = upload(72, state=RunState.RUNNING)
        preview.delete()

        delete_old_previews()
        assert root.exists()

        ImportRun.imports.update(state=RunState.DONE)
        delete_old_previews()
        assert not root.exists()

    def test_cleanup_deletes_only_upload_folders(self, settings):
        strange = settings.NEWSDESK_UPLOADS / "strange"
        strange.mkdir(parents=True)

        delete_old_previews()

        assert strange.exists()


class TestOutsideFolders:
    @pytest.fixture
    def folders(self, tmp_path, settings):
        """An allowed folder with a preview's files, and one outside."""
        settings.NEWSDESK_IMPORT_FOLDERS = [str(tmp_path / "allowed")]
        site = write_seeds(tmp_path / "allowed" / "site", numbered_seeds(1))
        return site, write_seeds(tmp_path / "outside", {"secret.md": seed_text(title="Secret")})

    def test_confirm_after_a_link_took_the_place_of_the_folder_imports_nothing(
        self, folders, editor
    ):
        site, outside = folders
        preview = start_preview([site], by=editor, label="site")
        work_on(preview)
        rmtree(site)
        site.symlink_to(outside)

        with pytest.raises(NotPossible, match="may be imported"):
            confirm(preview, by=editor)

        assert not Article.objects.exists()

    def test_import_after_a_link_took_the_place_of_the_folder_fails(self, folders, editor):
        site, outside = folders
        preview = start_preview([site], by=editor, label="site")
        work_on(preview)
        run = confirm(preview, by=editor)
        rmtree(site)
        site.symlink_to(outside)

        work_on(run)

        assert (run.state, Article.objects.count()) == (RunState.FAILED, 0)

    def test_retry_of_an_import_by_a_command_reads_nothing_outside(self, folders, editor):
        _, outside = folders
        write_seeds(outside, {"bad.md": "---\nno end"})
        run = run_of(imported(outside))

        with pytest.raises(NotPossible, match="may be imported"):
            retry_refused(run, by=editor)
