"""What a kill at an awkward moment leaves behind, and what the next command makes of it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.ingest.pipeline import import_seeds
from articles.models import Article, ImportRun, PublishRun, RunState, Source
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from tests.factories import article, numbered_seeds, write_seeds
from tests.publishing.runs import resume

pytestmark = pytest.mark.django_db

DEAD = "nowhere:1:1"
LONG_AGO = timezone.now() - timedelta(hours=1)


def killed(run, **columns):
    """Make a run look as its worker's death an hour ago leaves it."""
    facts = {"worker": DEAD, "heartbeat": LONG_AGO, "created_at": LONG_AGO} | columns
    type(run).objects.filter(pk=run.pk).update(**facts)


def publish_run(**rule):
    return start_publish_run([Rule("A rule", **rule)], by=SYSTEM)


def test_publish_run_killed_before_first_slice_is_resumed():
    killed(publish_run(threshold=70), state=RunState.QUEUED, worker="")

    call_command("publish_ready")

    assert not PublishRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).exists()


def test_scheduler_starts_queued_publish_run():
    good = article(quality=90)
    killed(publish_run(threshold=70), state=RunState.QUEUED, worker="")

    resume()

    good.refresh_from_db()
    assert good.status == "published"


def test_scheduler_starts_queued_import(tmp_path):
    import_seeds([write_seeds(tmp_path, numbered_seeds(1))], by=SYSTEM)
    write_seeds(tmp_path, numbered_seeds(2))
    run = ImportRun.objects.create(by_system=True,
        source=Source.objects.get(), label=str(tmp_path), paths=[str(tmp_path)],
        options={"trust_published": False, "archive_missing": False},
    )  # fmt: skip
    killed(run)
    ImportRun.objects.filter(pk=run.pk).update(worker="")

    resume()

    assert Article.objects.count() == 2


def test_publish_ready_other_threshold_ignores_killed_run():
    """A run at 90 does not resume a killed run at 50."""
    middling, good = article(quality=60), article(quality=95)
    killed(publish_run(threshold=50), state=RunState.RUNNING)

    try:
        call_command("publish_ready", "--threshold", "90")
    except CommandError:
        return

    middling.refresh_from_db()
    good.refresh_from_db()
    assert (middling.status, good.status) == ("draft", "published")


def test_publish_ready_same_threshold_resumes_killed_run():
    good = article(quality=95)
    run = publish_run(threshold=70)
    killed(run, state=RunState.RUNNING)

    call_command("publish_ready", "--threshold", "70")

    good.refresh_from_db()
    assert good.status == "published"
    assert PublishRun.objects.get() == run


def test_import_of_other_files_fails_killed_run(tmp_path):
    one = write_seeds(tmp_path / "one", numbered_seeds(1))
    other = write_seeds(tmp_path / "other", numbered_seeds(2))
    import_seeds([one], by=SYSTEM)
    first = ImportRun.objects.get()
    killed(first, state=RunState.RUNNING)

    import_seeds([other], by=SYSTEM)

    first.refresh_from_db()
    assert (first.state, Article.objects.count()) == (RunState.FAILED, 2)


@pytest.fixture
def half_undone(tmp_path):
    """An import whose undoing died."""
    import_seeds([write_seeds(tmp_path, numbered_seeds(3))], by=SYSTEM)
    run = ImportRun.objects.get()
    killed(run, state=RunState.UNDOING, undone_by_system=True)
    return run


def test_undo_killed_is_resumed(half_undone):
    call_command("undo_run", f"import:{half_undone.pk}")

    assert Article.objects.count() == 0


def test_import_during_killed_undo_is_refused(half_undone, tmp_path):
    with pytest.raises(CommandError, match="undo_run"):
        call_command("import_seeds", tmp_path)


def test_scheduler_resumes_killed_undo(half_undone):
    resume()

    assert Article.objects.count() == 0
