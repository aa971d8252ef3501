"""Imports and previews that are stopped, and what they leave for the next import."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles.ingest import pipeline
from articles.ingest.import_state import ImportBusy
from articles.ingest.job import cancel_import
from articles.jobs.lease import LeaseLost
from articles.models import Article, ImportRun, RelatedLink, RunState
from articles.workflow.actors import SYSTEM
from tests.factories import numbered_seeds, seed_text, source, write_seeds
from tests.ingest.desk import imported, run_of
from tests.ingest.interrupting import Killed, crossing_seeds, dead, kill, work_on
from tests.management.running import run as run_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_batches(tmp_path, monkeypatch):
    """Four files in batches of two; each file links to the next."""
    monkeypatch.setattr(pipeline, "BATCH", 2)
    return write_seeds(tmp_path / "site", crossing_seeds(4))


def unresolved_links_to_stored_articles():
    stored = Article.objects.values("title")
    return RelatedLink.objects.filter(target=None, title__in=stored).count()


def old_article_about_first_report(tmp_path):
    link = {"title": "Report 000", "publishedDateTime": "2031-05-04T08:00:00Z", "quality": 9}
    return write_seeds(tmp_path / "old", {"old.md": seed_text(title="Old", related=[link])})


def test_import_ctrl_c_resolves_links_of_stored_articles(two_batches, tmp_path, monkeypatch):
    imported(old_article_about_first_report(tmp_path))
    store = pipeline._store

    def store_then_interrupt(*args):
        store(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "_store", store_then_interrupt)

    ran = run_command("import_seeds", two_batches)

    assert (ran.code, ImportRun.objects.latest("pk").state) == (2, RunState.CANCELLED)
    assert unresolved_links_to_stored_articles() == 0


def test_cancel_import_of_an_interrupted_run_resolves_its_links(two_batches, tmp_path):
    imported(old_article_about_first_report(tmp_path))
    with pytest.raises(Killed):
        imported(two_batches, progress=kill)
    run = ImportRun.objects.latest("pk")
    dead(run)
    assert unresolved_links_to_stored_articles() == 1
    run.refresh_from_db()

    cancel_import(run, by=SYSTEM)

    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert unresolved_links_to_stored_articles() == 0


def test_import_while_another_is_queued_is_refused_and_the_queued_one_still_runs(tmp_path):
    site = write_seeds(tmp_path / "confirmed", numbered_seeds(2))
    long_ago = timezone.now() - timedelta(minutes=30)
    queued = ImportRun.objects.create(
        by_system=True, source=source(), label=str(site), paths=[str(site)], heartbeat=long_ago
    )

    with pytest.raises(ImportBusy):
        imported(write_seeds(tmp_path / "other", numbered_seeds(3)))
    work_on(queued)

    queued.refresh_from_db()
    assert (queued.state, queued.totals["created"]) == (RunState.DONE, 2)


def test_import_by_a_worker_that_lost_its_lease_stores_nothing_more(two_batches):
    def another_worker_takes_over(_number):
        ImportRun.objects.update(worker="elsewhere.example:1:2", heartbeat=timezone.now())

    with pytest.raises(LeaseLost):
        imported(two_batches, progress=another_worker_takes_over)

    run = ImportRun.objects.get()
    assert Article.objects.count() == 2
    assert (run.state, run.worker) == (RunState.RUNNING, "elsewhere.example:1:2")


def test_import_that_fails_after_losing_its_lease_leaves_the_lease_of_the_other(two_batches):
    def fail_after_takeover(_number):
        ImportRun.objects.update(worker="elsewhere.example:1:2", heartbeat=timezone.now())
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        imported(two_batches, progress=fail_after_takeover)

    run = ImportRun.objects.get()
    assert (run.worker, run.message) == ("elsewhere.example:1:2", "")


def test_import_of_many_single_files_looks_at_each_path_a_fixed_number_of_times(
    tmp_path, monkeypatch
):
    files = [*write_seeds(tmp_path, numbered_seeds(20)).rglob("*.md")]
    calls = []
    is_file = Path.is_file

    def counting_is_file(path):
        calls.append(path)
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", counting_is_file)

    imported(*files)

    assert len(calls) <= 3 * len(files)


def test_import_of_many_single_files_opens_them_one_batch_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH", 2)
    files = [*write_seeds(tmp_path, numbered_seeds(20)).rglob("*.md")]
    opened = []
    os_open = os.open

    def counting_open(path, *args, **kwargs):
        opened.append(path)
        return os_open(path, *args, **kwargs)

    monkeypatch.setattr("articles.seeds.sources.os.open", counting_open)
    opened_at_first_progress = []

    imported(*files, progress=lambda _: opened_at_first_progress.append(len(opened)))

    assert opened_at_first_progress[0] < len(files)


def test_import_creates_an_article_again_that_was_deleted_meanwhile(tmp_path, monkeypatch):
    write_seeds(tmp_path, numbered_seeds(2))
    imported(tmp_path)
    write_seeds(tmp_path, numbered_seeds(2, quality=90))
    store = pipeline._store

    def delete_then_store(*args):
        Article.objects.get(title="Report 000").delete()
        store(*args)

    monkeypatch.setattr(pipeline, "_store", delete_then_store)

    report = imported(tmp_path)

    assert report.totals == {"created": 1, "changed": 1}
    assert run_of(report).totals == {"created": 1, "changed": 1, "unchanged": 0}
    assert run_of(report).items.count() == 2
