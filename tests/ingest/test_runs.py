"""Runs that wait, are killed, resumed, cancelled, or in each other's way."""

import pytest
from django.utils import timezone

from articles.ingest import pipeline as ingest_run
from articles.ingest.import_state import ImportBusy
from articles.ingest.job import cancel_import
from articles.ingest.options import Options
from articles.jobs.lease import JobCancelled
from articles.models import Article, Image, ImportRun, RelatedLink, RunState
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed
from tests.factories import numbered_seeds, person, seed_text, source, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import content, imported, run_of
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
    def test_a_queued_run_is_done_by_its_task(self, site, settings):
        settings.NEWSDESK_IMPORT_FOLDERS = [str(site)]
        run = queued(site, started_by=person("Editor"))

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.totals["created"]) == (RunState.DONE, 3)
        assert run.finished_at is not None
        assert Article.objects.all()[0].events.get().import_run == run

    def test_the_options_of_a_queued_run_hold(self, tmp_path):
        write_seeds(tmp_path, {"heron.md": seed_text(published=True)})
        run = queued(tmp_path, options={"trust_published": True})

        work_on(run)

        assert Article.objects.get().status == "published"

    @pytest.mark.parametrize("state", ["done", "cancelled", "failed", "undone"])
    def test_a_run_that_ended_is_left_alone(self, site, state):
        run = queued(site, state)

        work_on(run)

        assert not Article.objects.exists()
        assert ImportRun.objects.get().state == state

    def test_a_queued_run_that_finds_nothing_to_change_is_done_too(self, site):
        imported(site)
        run = queued(site)

        work_on(run)

        run.refresh_from_db()
        assert (run.state, run.totals) == (RunState.DONE, {"unchanged": 3})

    @pytest.mark.parametrize("origin", ["nowhere", "broken.zip"])
    def test_a_queued_run_of_what_cannot_be_read_fails_and_says_why(self, tmp_path, origin):
        write_seeds(tmp_path, {"broken.zip": b"no zip"})
        run = queued(tmp_path / origin)

        work_on(run)

        run.refresh_from_db()
        assert run.state == RunState.FAILED
        assert origin in run.message
        assert run.finished_at is not None

    def test_a_run_that_failed_does_not_block_the_next(self, tmp_path, site):
        work_on(queued(tmp_path / "nowhere"))

        assert imported(site).totals["created"] == 3

    def test_the_clock_starts_no_run_that_only_waits(self, site):
        queued(site)

        resume()

        assert not Article.objects.exists()


class TestKilled:
    def test_it_goes_on_where_it_was_and_ends_as_an_undisturbed_one(self, large_site):
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

    def test_pictures_beside_what_was_stored_before_are_kept(self, large_site):
        text = seed_text(title="A first one", images=[{"url": "heron.png"}])
        write_seeds(large_site, {"a-first-one.md": text, "heron.png": picture()})
        with pytest.raises(Killed):
            imported(large_site, progress=kill)
        assert Image.objects.filter(article__isnull=False).exists()
        dead(ImportRun.objects.get())

        imported(large_site)

        assert Image.objects.get(url="heron.png").file

    def test_the_clock_takes_it_up(self, site):
        with pytest.raises(Killed):
            imported(site, progress=kill)
        dead(ImportRun.objects.get())

        resume()

        assert ImportRun.objects.get().state == RunState.DONE
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_the_clock_takes_up_one_of_several_paths(self, tmp_path):
        """As `import_seeds a b` leaves it when its terminal is closed."""
        write_seeds(tmp_path, {"a/fog.md": seed_text(), "b/mist.md": seed_text(title="Mist")})
        with pytest.raises(Killed):
            imported(tmp_path / "a", tmp_path / "b", progress=kill)
        dead(ImportRun.objects.get())

        resume()

        run = ImportRun.objects.get()
        assert (run.state, run.message) == (RunState.DONE, "")
        assert Article.objects.count() == 2

    def test_the_clock_takes_up_one_of_a_path_that_was_given_from_elsewhere(
        self, site, monkeypatch, tmp_path
    ):
        """The worker stands in another folder than the terminal did."""
        monkeypatch.chdir(site.parent)
        with pytest.raises(Killed):
            imported(type(site)("site"), progress=kill)
        dead(ImportRun.objects.get())
        monkeypatch.chdir("/")

        resume()

        assert ImportRun.objects.get().state == RunState.DONE

    def test_one_that_cannot_go_on_stops_no_other(self, site, tmp_path):
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

    def test_an_import_of_something_else_gives_it_up_and_leaves_nothing_half_done(
        self, large_site, tmp_path
    ):
        with pytest.raises(Killed):
            imported(large_site, progress=kill)
        dead(ImportRun.objects.get())
        write_seeds(tmp_path / "other", {"fog.md": seed_text(title="Fog")})

        imported(tmp_path / "other" / "fog.md")

        old = ImportRun.objects.order_by("pk")[0]
        assert (old.state, "another import" in old.message) == (RunState.FAILED, True)
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_the_same_paths_with_other_options_are_another_import(self, site):
        with pytest.raises(Killed):
            imported(site, progress=kill)
        dead(ImportRun.objects.get())

        imported(site, archive_missing=True)

        assert ImportRun.objects.order_by("pk")[0].state == RunState.FAILED

    def test_files_that_came_while_it_was_dead_are_taken(self, site):
        with pytest.raises(Killed):
            imported(site, progress=kill)
        dead(ImportRun.objects.get())
        write_seeds(site, {"late.md": seed_text(title="Late")})

        report = imported(site)

        assert report.totals["created"] == 4

    def test_files_that_changed_while_it_was_dead_are_taken_in_the_end(self, site):
        with pytest.raises(Killed):
            imported(site, progress=kill)
        dead(ImportRun.objects.get())
        write_seeds(site, {"report-000.md": seed_text(title="Changed")})

        imported(site)
        imported(site)

        assert Article.objects.get(name="report-000").title == "Changed"


class TestBusy:
    @pytest.mark.parametrize("state", ["queued", "running", "undoing"])
    def test_a_source_takes_one_import_at_a_time(self, site, state):
        from_here = import_of_this_process(site, state)

        with pytest.raises(ImportBusy, match="is not finished"):
            imported(site)
        assert not Article.objects.exists()
        assert ImportRun.objects.get() == from_here

    def test_another_source_is_free(self, site):
        import_of_this_process(site, "running")

        assert imported(site, source="other").totals["created"] == 3

    def test_a_preview_is_free(self, site):
        import_of_this_process(site, "running")

        assert imported(site, dry_run=True).totals["created"] == 3

    @pytest.mark.parametrize("state", ["done", "cancelled", "failed", "undone"])
    def test_a_run_that_ended_is_in_nobody_s_way(self, site, state):
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
    def test_it_stops_before_its_next_batch_and_what_it_stored_stays(self, large_site):
        with pytest.raises(JobCancelled):
            imported(large_site, progress=cancel_all)

        assert ImportRun.objects.get().state == RunState.CANCELLED
        assert 0 < Article.objects.count() < MORE_THAN_A_BATCH
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_again_it_ends_as_an_undisturbed_one(self, large_site):
        with pytest.raises(JobCancelled):
            imported(large_site, progress=cancel_all)

        imported(large_site)

        assert Article.objects.count() == MORE_THAN_A_BATCH
        assert RelatedLink.objects.filter(target=None).count() == 1

    def test_a_run_that_waits_is_cancelled_before_it_begins(self, site):
        run = queued(site)
        cancel_import(run, by=SYSTEM)

        work_on(run)

        assert not Article.objects.exists()

    def test_a_run_that_is_done_stays_done(self, site):
        run = run_of(imported(site))

        cancel_import(run, by=SYSTEM)

        run.refresh_from_db()
        assert run.state == RunState.DONE

    def test_only_those_who_may_import_may_cancel(self, site):
        run = queued(site)

        with pytest.raises(NotAllowed):
            cancel_import(run, by=person("Reviewer"))
        run.refresh_from_db()
        assert run.state == RunState.QUEUED


def cancel_all(*_):
    for run in ImportRun.objects.all():
        cancel_import(run, by=SYSTEM)


class TestFailed:
    def test_an_error_of_ours_keeps_what_was_stored_and_lets_go_of_the_run(self, large_site):
        def fail(*_):
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="disk is full"):
            imported(large_site, progress=fail)
        assert 0 < Article.objects.count() < MORE_THAN_A_BATCH

        report = imported(large_site)

        assert run_of(report).state == RunState.DONE
        assert Article.objects.count() == MORE_THAN_A_BATCH

    def test_it_leaves_what_an_undisturbed_one_would(self, site, tmp_path):
        def fail(*_):
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="disk is full"):
            imported(site, progress=fail)
        imported(site)
        disturbed = content()
        Article.objects.all().delete()
        ImportRun.objects.all().delete()

        imported(site)

        assert content() == disturbed


def test_progress_tells_of_every_file(tmp_path):
    write_seeds(tmp_path, numbered_seeds(3))
    write_seeds(tmp_path, {"bad.md": b"", "a/.keep": b""})
    seen: list[int] = []

    imported(tmp_path, progress=seen.append)

    assert sum(seen) == 5


def test_large_files_make_small_batches(site, monkeypatch):
    """What hundreds of them say would fill the memory."""
    monkeypatch.setattr(ingest_run, "BATCH_BYTES", 1)
    batches: list[int] = []

    imported(site, progress=batches.append)

    assert len(batches) > 3
    assert Article.objects.count() == sum(batches) == 3


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 6, 7, 8])
def test_every_file_is_taken_whatever_the_batches(tmp_path, monkeypatch, number):
    monkeypatch.setattr(ingest_run, "BATCH", 4)
    write_seeds(tmp_path, numbered_seeds(number) | {"README.txt": ""})

    assert imported(tmp_path).totals["created"] == number
    assert imported(tmp_path).totals["unchanged"] == number
    assert Article.objects.count() == number
