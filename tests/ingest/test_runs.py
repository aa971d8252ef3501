"""Runs that wait, are killed, resumed, cancelled, or in each other's way."""

from pathlib import Path

import pytest
from django.utils import timezone

from articles.ingest import pipeline as ingest_run
from articles.ingest.classify import classify_file
from articles.ingest.import_state import ImportBusy
from articles.ingest.job import cancel_import
from articles.ingest.options import Options
from articles.jobs.lease import JobCancelled
from articles.models import Article, ImportRun, RelatedLink, RunState
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed
from tests.factories import numbered_seeds, person, seed_text, source, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import imported, run_of
from tests.ingest.interrupting import Killed, crossing_seeds, dead, kill, work_on
from tests.publishing.runs import resume

pytestmark = pytest.mark.django_db
MORE_THAN_A_BATCH = 3


def queued(origin, state=RunState.QUEUED, **columns):
    options = Options(**columns.pop("options", {})).as_dict()
    return ImportRun.objects.create(
        by_system=columns.get("started_by") is None,
        source=source(),
        label=str(origin),
        paths=[str(origin)],
        options=options,
        state=state,
        **columns,
    )


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", crossing_seeds(3))


@pytest.fixture
def large_site(tmp_path, monkeypatch):
    """Two files a batch, one file more than that."""
    monkeypatch.setattr(ingest_run, "BATCH", 2)
    return write_seeds(tmp_path / "site", crossing_seeds(MORE_THAN_A_BATCH))


class TestQueued:
    def test_cancel_among_unchanged_files_stops_run(self, large_site, settings, monkeypatch):
        settings.NEWSDESK_IMPORT_FOLDERS = [str(large_site)]
        write_seeds(large_site, crossing_seeds(6))
        imported(large_site)
        run, read = queued(large_site, started_by=person("Editor")), []

        def cancel_at_once(*args):
            read.append(args)
            cancel_import(run, by=run.started_by)
            return classify_file(*args)

        monkeypatch.setattr(ingest_run, "classify_file", cancel_at_once)
        work_on(run)

        assert run.state == RunState.CANCELLED
        assert len(read) == 2  # one batch

    def test_queued_run_is_done_by_task(self, site, settings):
        settings.NEWSDESK_IMPORT_FOLDERS = [str(site)]
        run = queued(site, started_by=person("Editor"))

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.totals["created"]) == (RunState.DONE, 3)
        assert run.finished_at is not None
        assert Article.objects.all()[0].events.get().import_run == run

    def test_queued_run_uses_its_options(self, tmp_path):
        write_seeds(tmp_path, {"heron.md": seed_text(published=True)})
        run = queued(tmp_path, options={"trust_published": True})

        work_on(run)

        assert Article.objects.get().status == "published"

    @pytest.mark.parametrize("state", ["done", "cancelled", "failed", "undone"])
    def test_ended_run_is_not_run_again(self, site, state):
        run = queued(site, state)

        work_on(run)

        assert not Article.objects.exists()
        assert ImportRun.objects.get().state == state

    def test_queued_run_without_changes_is_done(self, site):
        imported(site)
        run = queued(site)

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.totals) == (RunState.DONE, {"unchanged": 3})

    @pytest.mark.parametrize("origin", ["nowhere", "broken.zip"])
    def test_queued_run_of_unreadable_path_fails_with_message(self, tmp_path, origin):
        write_seeds(tmp_path, {"broken.zip": b"no zip"})
        run = queued(tmp_path / origin)

        work_on(run)

        run.refresh_from_db()
        assert run.state == RunState.FAILED
        assert origin in run.message
        assert run.finished_at is not None

    def test_scheduler_leaves_queued_run_to_worker(self, site):
        queued(site)

        resume()

        assert not Article.objects.exists()


class TestKilled:
    def test_killed_import_resumed_equals_uninterrupted(self, large_site):
        with pytest.raises(Killed):
            imported(large_site, progress=kill)
        run = ImportRun.objects.get()
        dead(run)

        report = imported(large_site)

        assert report.run == run
        assert (report.totals["created"], report.totals["unchanged"]) == (MORE_THAN_A_BATCH, 0)
        assert set(Article.objects.values_list("version", flat=True)) == {1}
        assert RelatedLink.objects.filter(target=None).count() == 1
        assert ImportRun.objects.get().totals == {"created": MORE_THAN_A_BATCH, "unchanged": 0}

    def test_killed_import_resumed_keeps_local_pictures(self, large_site):
        text = seed_text(title="A first one", images=[{"url": "heron.png"}])
        write_seeds(large_site, {"a-first-one.md": text, "heron.png": picture()})
        with pytest.raises(Killed):
            imported(large_site, progress=kill)
        assert Article.objects.filter(name="a-first-one", lead_image=None).exists()
        dead(ImportRun.objects.get())

        imported(large_site)

        assert Article.objects.get(name="a-first-one").lead_image

    def test_killed_import_of_relative_paths_is_resumed(self, tmp_path, monkeypatch):
        """As `import_seeds a b` leaves it when its terminal is closed, in another folder."""
        write_seeds(tmp_path, {"a/fog.md": seed_text(), "b/mist.md": seed_text(title="Mist")})
        monkeypatch.chdir(tmp_path)
        with pytest.raises(Killed):
            imported(Path("a"), Path("b"), progress=kill)
        dead(ImportRun.objects.get())
        monkeypatch.chdir("/")

        resume()

        run = ImportRun.objects.get()
        assert (run.state, run.message) == (RunState.DONE, "")
        assert Article.objects.count() == 2

    def test_killed_import_that_fails_does_not_block_others(self, site, tmp_path):
        for origin, name in ((tmp_path / "nowhere", "one"), (site, "two")):
            dead(
                ImportRun.objects.create(
                    by_system=True,
                    source=source(name),
                    label=str(origin),
                    paths=[str(origin)],
                    options=Options().as_dict(),
                )
            )

        resume()

        states = dict(ImportRun.objects.values_list("source__name", "state"))
        assert states == {"one": RunState.FAILED, "two": RunState.DONE}

    def test_killed_import_is_failed_by_import_of_other_paths(self, large_site, tmp_path):
        with pytest.raises(Killed):
            imported(large_site, progress=kill)
        dead(ImportRun.objects.get())
        write_seeds(tmp_path / "other", {"fog.md": seed_text(title="Fog")})

        imported(tmp_path / "other" / "fog.md")

        old = ImportRun.objects.order_by("pk")[0]
        assert (old.state, "another import" in old.message) == (RunState.FAILED, True)
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_killed_import_files_changed_meanwhile_are_imported_next(self, site):
        with pytest.raises(Killed):
            imported(site, progress=kill)
        dead(ImportRun.objects.get())
        changed = {"report-000.md": seed_text(title="Changed"), "late.md": seed_text()}
        write_seeds(site, changed)

        assert imported(site).totals["created"] == 4
        imported(site)

        assert Article.objects.get(name="report-000").title == "Changed"


class TestBusy:
    @pytest.mark.parametrize("state", ["queued", "running", "undoing"])
    def test_import_while_source_is_busy_is_refused(self, site, state):
        from_here = import_of_this_process(site, state)

        with pytest.raises(ImportBusy, match="is not finished"):
            imported(site)
        assert not Article.objects.exists()
        assert ImportRun.objects.get() == from_here

    def test_import_into_other_source_is_allowed(self, site):
        import_of_this_process(site, "running")

        assert imported(site, source="other").totals["created"] == 3

    def test_preview_while_source_is_busy_is_allowed(self, site):
        import_of_this_process(site, "running")

        assert imported(site, dry_run=True).totals["created"] == 3

    @pytest.mark.parametrize("state", ["done", "cancelled", "failed", "undone"])
    def test_import_after_ended_run_is_allowed(self, site, state):
        queued(site, state)

        assert imported(site).totals["created"] == 3


def import_of_this_process(site, state):
    from_here = queued(site, state)
    import_worker(from_here)
    return from_here


def import_worker(run):
    now = timezone.now()
    ImportRun.objects.filter(pk=run.pk).update(worker="elsewhere.example:1:2", heartbeat=now)


class TestCancelled:
    def test_cancelled_import_stops_and_keeps_stored_files(self, large_site):
        with pytest.raises(JobCancelled):
            imported(large_site, progress=cancel_all)

        assert ImportRun.objects.get().state == RunState.CANCELLED
        assert 0 < Article.objects.count() < MORE_THAN_A_BATCH
        assert RelatedLink.objects.filter(target=None).count() == 1

        imported(large_site)
        assert Article.objects.count() == MORE_THAN_A_BATCH
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_cancel_queued_run_imports_nothing(self, site):
        run = queued(site)
        cancel_import(run, by=SYSTEM)

        work_on(run)

        assert not Article.objects.exists()

    def test_cancel_done_run_changes_nothing(self, site):
        run = run_of(imported(site))

        cancel_import(run, by=SYSTEM)

        run.refresh_from_db()
        assert run.state == RunState.DONE

    def test_cancel_without_permission_is_refused(self, site):
        run = queued(site)

        with pytest.raises(NotAllowed):
            cancel_import(run, by=person("Reviewer"))
        run.refresh_from_db()
        assert run.state == RunState.QUEUED


def cancel_all(*_):
    for run in ImportRun.objects.all():
        cancel_import(run, by=SYSTEM)


class TestFailed:
    def test_import_error_keeps_stored_files_and_releases_run(self, large_site):
        def fail(*_):
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="disk is full"):
            imported(large_site, progress=fail)
        assert 0 < Article.objects.count() < MORE_THAN_A_BATCH

        report = imported(large_site)

        assert run_of(report).state == RunState.DONE
        assert Article.objects.count() == MORE_THAN_A_BATCH


def test_import_progress_counts_every_file(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    write_seeds(tmp_path, {"bad.md": b"", "a/.keep": b""})
    seen: list[int] = []

    imported(tmp_path, progress=seen.append)

    assert sum(seen) == 5


def test_import_large_files_makes_small_batches(site, monkeypatch):
    """What hundreds of them say would fill the memory."""
    monkeypatch.setattr(ingest_run, "BATCH_BYTES", 1)
    batches: list[int] = []

    imported(site, progress=batches.append)

    assert len(batches) > 3
    assert Article.objects.count() == sum(batches) == 3


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 6, 7, 8])
def test_import_any_batch_size_imports_every_file(tmp_path, monkeypatch, number):
    monkeypatch.setattr(ingest_run, "BATCH", 4)
    write_seeds(tmp_path, numbered_seeds(number) | {"README.txt": ""})

    assert imported(tmp_path).totals["created"] == number
    assert imported(tmp_path).totals["unchanged"] == number
    assert Article.objects.count() == number
