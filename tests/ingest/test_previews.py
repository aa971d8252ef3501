"""Previews are worked out, kept, resumed, confirmed and forgotten."""

from datetime import timedelta
from shutil import rmtree

import pytest
from django.utils import timezone

from articles.ingest import preview as previews
from articles.ingest import uploads
from articles.ingest.confirm import confirm, note_differences, outdated_items, retry_refused
from articles.ingest.import_state import ImportBusy
from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
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


def test_each_file_is_shown_with_what_would_become_of_it_and_nothing_else_is_written(look):
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


def test_a_change_shows_both_sides_and_a_conflict_what_stood_before(look):
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


def test_what_is_gone_is_shown_with_its_article(look, tmp_path):
    do(look(numbered_seeds(3)))
    (tmp_path / "seeds" / SECOND).unlink()

    gone = look().items.get(outcome="missing")

    assert (gone.path, gone.title, gone.quality) == (SECOND, "Report 001", 50)
    assert gone.article_id == Article.objects.get(title="Report 001").pk


def test_the_import_does_what_the_preview_shows_and_leaves_out_what_was_left_out(look, editor):
    preview = look(numbered_seeds(4) | {"bad.md": "---\nno end"})
    preview.items.filter(path__in=[FIRST, THIRD]).update(is_excluded=True)

    run = do(preview)

    assert (run.state, run.message, run.started_by) == (RunState.DONE, "", editor)
    assert run.totals == {"created": 2, "refused": 1, "unchanged": 0}
    assert run.total_count == 3
    assert run.file_selection == {"exclude": [FIRST, THIRD]}
    assert Article.objects.count() == 2


def test_confirming_again_is_the_same_run(look, editor):
    preview = look(numbered_seeds(1))
    same = ImportRun.previews.get()

    assert confirm(preview, by=editor) == confirm(same, by=editor) == confirm(preview, by=editor)


def test_a_preview_that_is_not_ready_is_not_confirmed(tmp_path, editor):
    write_seeds(tmp_path, numbered_seeds(1))
    preview = start_preview([tmp_path], by=editor, label="x")

    with pytest.raises(NotPossible, match="not ready"):
        confirm(preview, by=editor)


def test_what_was_put_away_is_neither_confirmed_nor_worked_out_again(look, editor):
    preview = look(numbered_seeds(1))
    discard_preview(ImportRun.previews.get(), by=editor)

    for act in confirm, refresh_preview:
        with pytest.raises(NotPossible):
            act(preview, by=editor)
    assert not ImportRun.imports.exists()


def test_what_was_confirmed_is_not_discard_preview(look, editor):
    preview = look(numbered_seeds(1))
    confirm(ImportRun.previews.get(), by=editor)

    with pytest.raises(NotPossible, match="has been confirmed"):
        discard_preview(preview, by=editor)


@pytest.mark.parametrize("act", [confirm, refresh_preview, discard_preview])
def test_a_preview_is_decided_about_by_its_own_person_and_managing_editors(look, act):
    preview = look(numbered_seeds(1))

    with pytest.raises(NotAllowed):
        act(preview, by=person("Editor", "another"))
    act(preview, by=person("Managing editor"))


def test_another_import_at_work_is_waited_for(look, editor):
    preview = look(numbered_seeds(1))
    ImportRun.objects.create(source=source(), label="x", state=RunState.RUNNING)

    with pytest.raises(ImportBusy, match="is running"):
        confirm(preview, by=editor)
    assert ImportRun.imports.count() == 1


class TestTwoPeopleAtOnce:
    def test_the_second_is_told_that_the_preview_no_longer_holds(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2))
        do(first)

        assert outdated_items(second).count() == 2
        with pytest.raises(NotPossible, match="out of date: 2 files have changed since"):
            confirm(second, by=editor)

        work_on(refresh_preview(second, by=editor))
        assert second.totals == {"unchanged": 2}
        assert not outdated_items(second).exists()

    def test_what_the_first_left_alone_still_holds(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2))
        first.items.filter(path=FIRST).update(is_excluded=True)
        second.items.filter(path=SECOND).update(is_excluded=True)
        do(first)

        run = do(second)

        assert (run.state, run.message) == (RunState.DONE, "")
        assert Article.objects.count() == 2

    def test_another_source_is_another_matter(self, look, editor):
        first, second = look(numbered_seeds(2)), look(numbered_seeds(2), source="elsewhere")
        do(first)

        assert do(second).state == RunState.DONE
        assert Article.objects.count() == 4

    def test_an_edit_meanwhile_is_told_too(self, look, editor):
        do(look(numbered_seeds(2)))
        preview = look(numbered_seeds(2, quality=90))
        edit(Article.objects.get(title="Report 000"), {"quality": 70}, by=SYSTEM)

        assert outdated_items(preview).get().path == FIRST

    def test_so_is_an_import_that_was_undone_meanwhile(self, look, editor):
        do(look(numbered_seeds(1)))
        do(look(numbered_seeds(3)))
        preview = look(numbered_seeds(3, quality=90))
        from_second = Article.objects.exclude(title="Report 000")
        from_second.delete()

        assert outdated_items(preview).count() == 2

    def test_what_is_excluded_may_have_changed(self, look, editor):
        do(look(numbered_seeds(2)))
        preview = look(numbered_seeds(2, quality=90))
        preview.items.filter(path=FIRST).update(is_excluded=True)
        edit(Article.objects.get(title="Report 000"), {"quality": 70}, by=SYSTEM)

        assert do(preview).state == RunState.DONE

    def test_what_comes_out_otherwise_all_the_same_is_named(self, look, editor, tmp_path):
        preview = look(numbered_seeds(8))
        run = confirm(preview, by=editor)
        write_seeds(tmp_path / "seeds", {FIRST: "---\nno end"})
        for number in range(1, 7):
            (tmp_path / "seeds" / f"_news/2031-05-04-report-00{number}.md").unlink()

        work_on(run)
        run.refresh_from_db()

        assert run.message.startswith(
            "7 files came out otherwise than the preview showed: "
            f"{FIRST}: not imported, shown as new; "
        )
        assert run.message.endswith("; and 2 more.")


def test_looking_again_keeps_what_was_left_out(look, editor):
    preview = look(numbered_seeds(3))
    preview.items.filter(path=SECOND).update(is_excluded=True)

    work_on(refresh_preview(preview, by=editor))

    assert [item.path for item in preview.items.filter(is_excluded=True)] == [SECOND]
    assert preview.items.count() == 3


def test_a_killed_preview_begins_again(look, editor):
    preview = look(numbered_seeds(3))
    ImportRun.previews.update(state=RunState.RUNNING, worker="elsewhere:1:1")
    preview.items.first().delete()

    resume()
    assert preview.items.count() == 2  # whoever was at it may still live

    ImportRun.previews.update(heartbeat=timezone.now() - timedelta(hours=1))
    resume()
    preview.refresh_from_db()
    assert (preview.state, preview.items.count(), preview.totals) == (
        RunState.DONE,
        3,
        {"created": 3},
    )


def test_a_finished_preview_is_not_worked_out_twice(look):
    preview = look(numbered_seeds(1))
    ImportItem.objects.all().delete()

    work_on(preview)

    assert not preview.items.exists()


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


def test_a_preview_that_breaks_down_says_so(tmp_path, editor):
    write_seeds(tmp_path / "seeds", numbered_seeds(1))
    preview = start_preview([tmp_path / "seeds"], by=editor, label="x")
    (tmp_path / "seeds").rename(tmp_path / "elsewhere")

    work_on(preview)

    assert preview.state == RunState.FAILED
    assert "There is no file or folder" in preview.message


@pytest.mark.parametrize(
    ("role", "options", "error"),
    [
        ("Reviewer", Options(), NotAllowed),
        ("Reviewer", Options(trust_published=True), NotAllowed),
    ],
)
def test_whoever_may_not_import_gets_no_preview(tmp_path, role, options, error):
    with pytest.raises(error):
        start_preview([tmp_path], by=person(role), label="x", options=options)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [("no.zip", "no zip", SourceRefused), ("nowhere", None, SourceNotFound)],
)
def test_what_cannot_be_opened_is_refused_at_once(tmp_path, editor, name, text, error):
    if text:
        (tmp_path / name).write_text(text)

    with pytest.raises(error):
        start_preview([tmp_path / name], by=editor, label="x")
    assert not ImportRun.previews.exists()


class TestTryingAgain:
    def test_the_refused_files_and_nothing_else_are_looked_at_again(self, look, editor, tmp_path):
        run = do(look(numbered_seeds(2) | {"_news/bad.md": "---\nno end"}))
        write_seeds(tmp_path / "seeds", {"_news/bad.md": seed_text(), FIRST: seed_text(quality=1)})

        preview = retry_refused(run, by=editor)
        work_on(preview)
        again = do(preview)

        assert outcomes(preview) == {"_news/bad.md": "created"}
        assert again.totals == {"created": 1, "unchanged": 0}
        assert again.file_selection == {"only": ["_news/bad.md"]}
        assert not SeedFile.objects.exclude(missing_since=None).exists()

    def test_without_refused_files_there_is_nothing_to_try(self, look, editor):
        run = do(look(numbered_seeds(1)))

        with pytest.raises(NotPossible, match="refused nothing"):
            retry_refused(run, by=editor)

    def test_files_that_are_gone_have_to_be_uploaded(self, look, editor, tmp_path):
        run = do(look({"_news/bad.md": "---\nno end", FIRST: seed_text()}))
        (tmp_path / "seeds").rename(tmp_path / "elsewhere")

        with pytest.raises(NotPossible, match="no file or folder seeds that may be imported"):
            retry_refused(run, by=editor)


class TestFilesThatAreGone:
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

    def test_a_preview_is_not_confirmed(self, uploaded, editor):
        preview, folder = uploaded
        rmtree(folder)

        with pytest.raises(NotPossible, match="Upload them again"):
            confirm(preview, by=editor)

        assert not ImportRun.imports.exists()

    def test_a_preview_that_is_worked_out_again_says_so(self, uploaded, editor):
        preview, folder = uploaded
        rmtree(folder)

        work_on(refresh_preview(preview, by=editor))

        assert (preview.state, preview.message) == (RunState.FAILED, self.GONE)

    def test_an_import_that_waited_too_long_says_so(self, uploaded, editor):
        preview, folder = uploaded
        run = confirm(preview, by=editor)
        rmtree(folder)

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.message) == (RunState.FAILED, self.GONE)

    def test_refused_files_are_not_tried_again_but_the_import_is_undone(self, uploaded, editor):
        preview, folder = uploaded
        run = do(preview)
        rmtree(folder)

        with pytest.raises(NotPossible, match="Upload them again"):
            retry_refused(run, by=editor)

        undo_import_run(run, by=editor)
        assert not Article.objects.exists()


class TestForgetting:
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
        """As a file system tells it; what is younger is told apart by the previews."""
        monkeypatch.setattr(
            previews,
            "old_uploads",
            lambda: [folder.name for folder in uploads.upload_root().iterdir()],
        )

    def test_what_nobody_confirmed_goes_after_a_day(self, upload):
        _old, old_root = upload(25)
        young, young_root = upload(23)

        delete_old_previews()

        assert [*ImportRun.previews.all()] == [young]
        assert (old_root.exists(), young_root.exists()) == (False, True)

    def test_what_was_put_away_goes_though_no_worker_came_for_it(self, upload, monkeypatch):
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
    def test_what_a_run_may_still_need_stays(self, upload, run, is_kept):
        _preview, root = upload(72, **run)

        delete_old_previews()

        assert ImportRun.previews.exists() is is_kept
        assert root.exists() is is_kept
        assert ImportRun.imports.exists()

    def test_an_upload_without_a_preview_stays_while_its_run_may_be_resumed(self, upload):
        preview, root = upload(72, state=RunState.RUNNING)
        preview.delete()

        delete_old_previews()
        assert root.exists()

        ImportRun.imports.update(state=RunState.DONE)
        delete_old_previews()
        assert not root.exists()

    def test_only_folders_of_uploads_are_deleted(self, settings):
        strange = settings.NEWSDESK_UPLOADS / "strange"
        strange.mkdir(parents=True)

        delete_old_previews()

        assert strange.exists()


def test_a_run_without_a_preview_has_nothing_to_differ_from(tmp_path):
    write_seeds(tmp_path, numbered_seeds(1))
    run = run_of(imported(tmp_path))

    note_differences(run)

    assert run.message == ""


def test_the_command_and_a_preview_do_not_disturb_each_other(look, tmp_path):
    preview = look(numbered_seeds(2))

    import_seeds([tmp_path / "seeds"], by=SYSTEM)

    assert outdated_items(preview).count() == 2


class TestFilesOutsideOfTheImportFolders:
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
