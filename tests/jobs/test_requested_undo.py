"""An undoing that was asked for is done in the background, in the name of who asked."""

import pytest

from articles.bulk_actions.tasks import resume_publishing_task, undo_publish_task
from articles.ingest.tasks import resume_imports_task, undo_import_task
from articles.ingest.undo import request_import_undo
from articles.models import Article, Event, ImportRun, PublishRun, RunState, Status, Verb
from articles.publishing.publish_run import (
    request_publish_undo,
    start_publish_run,
    undo_publish_run,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from tests.factories import draft, numbered_seeds, person, write_seeds
from tests.ingest.desk import imported as import_folder
from tests.ingest.desk import run_of
from tests.publishing.runs import AT_70, interrupt, publish_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    draft(quality=80)
    return publish_at(70)


def imported(folder):
    write_seeds(folder, numbered_seeds(2))
    return run_of(import_folder(folder))


def test_asking_changes_no_article_yet(run):
    by = person("Managing editor")

    request_publish_undo(run, by=by)

    stored = PublishRun.objects.get()
    assert (stored.state, stored.undone_by, stored.worker) == (RunState.UNDOING, by, "")
    assert Article.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("clock", [False, True], ids=["its task", "the clock"])
def test_the_undoing_is_done_in_the_name_of_who_asked(run, clock):
    by = person("Managing editor")
    request_publish_undo(run, by=by)

    if clock:
        resume_publishing_task.call()
    undo_publish_task.call(run.pk)

    run.refresh_from_db()
    assert (run.state, run.totals["undone"], run.undone_by) == (RunState.UNDONE, 1, by)
    assert Event.objects.get(verb=Verb.UNDONE).actor == by


@pytest.mark.parametrize("clock", [False, True], ids=["its task", "the clock"])
def test_the_undoing_of_an_import_is_done_in_the_name_of_who_asked(tmp_path, clock):
    by = person("Managing editor")
    first = imported(tmp_path)
    write_seeds(tmp_path, numbered_seeds(2, excerpt="Changed."))
    run = run_of(import_folder(tmp_path))
    request_import_undo(run, by=by)
    assert Event.objects.filter(verb=Verb.UNDONE).count() == 0

    if clock:
        resume_imports_task.call()
    undo_import_task.call(run.pk)

    run.refresh_from_db()
    assert (run.state, run.totals["undone"], run.undone_by) == (RunState.UNDONE, 2, by)
    assert {event.actor for event in Event.objects.filter(verb=Verb.UNDONE)} == {by}
    assert ImportRun.objects.get(pk=first.pk).state == RunState.DONE


def test_a_killed_undoing_that_goes_on_keeps_its_actor(run):
    by = person("Managing editor")
    request_publish_undo(run, by=by)
    interrupt(run)
    PublishRun.objects.update(state=RunState.UNDOING)

    resume_publishing_task.call()

    assert Event.objects.get(verb=Verb.UNDONE).actor == by


def test_what_may_not_be_undone_is_refused_at_the_asking(run, tmp_path):
    reviewer = person("Reviewer")

    with pytest.raises(NotAllowed):
        request_publish_undo(run, by=reviewer)
    with pytest.raises(NotAllowed):
        request_import_undo(imported(tmp_path), by=reviewer)
    assert PublishRun.objects.get().state == RunState.DONE


def test_nothing_is_asked_for_twice(run):
    undo_publish_run(run, by=SYSTEM)

    with pytest.raises(NotPossible, match="undone already"):
        request_publish_undo(run, by=SYSTEM)


def test_a_run_at_work_has_to_be_cancelled_first():
    run = start_publish_run(AT_70, by=SYSTEM)

    with pytest.raises(NotPossible, match="Cancel it first"):
        request_publish_undo(run, by=SYSTEM)


def test_an_import_is_not_undone_beside_another(tmp_path):
    run = imported(tmp_path)
    ImportRun.objects.create(source=run.source, origin="site", state=RunState.QUEUED)

    with pytest.raises(NotPossible, match="is not finished"):
        request_import_undo(run, by=SYSTEM)


def test_an_undoing_at_work_is_left_to_its_worker(run):
    """The clock and the task may both come for it: the second is no failure."""
    request_publish_undo(run, by=SYSTEM)
    PublishRun.objects.update(worker="elsewhere.example:1:2")

    undo_publish_task.call(run.pk)

    assert PublishRun.objects.get().state == RunState.UNDOING
