"""The undo of a job is requested at once and done by a worker, in the name of who asked."""

from contextlib import nullcontext

import pytest

from articles.jobs.lifecycle import execute
from articles.jobs.tasks import run_job
from articles.models import Article, Event, PublishRun, RunState, Status, Verb
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import cancel_job, request_undo, undo_now
from tests.factories import draft, person
from tests.publishing.runs import AT_70, die, interrupt, publish_at, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    draft(quality=80)
    return publish_at(70)


def test_request_undo_changes_no_article(run):
    by = person("Managing editor")

    request_undo(run, by=by)

    stored = PublishRun.objects.get()
    assert (stored.state, stored.undone_by, stored.worker) == (RunState.UNDOING, by, "")
    assert Article.objects.get().status == Status.PUBLISHED


def test_run_job_after_request_undo_undoes_as_that_person(run):
    by = person("Managing editor")
    request_undo(run, by=by)

    run_job.call("PublishRun", run.pk)

    run.refresh_from_db()
    assert (run.state, run.totals["undone"], run.undone_by) == (RunState.UNDONE, 1, by)
    assert Event.objects.get(verb=Verb.UNDONE).actor == by


def test_killed_undo_is_resumed_as_the_same_person(run):
    by = person("Managing editor")
    request_undo(run, by=by)
    interrupt(run, state=RunState.UNDOING)

    resume()

    assert Event.objects.get(verb=Verb.UNDONE).actor == by


def test_undo_now_continues_an_interrupted_undo(run):
    with pytest.raises(KeyboardInterrupt):
        undo_now(run, by=SYSTEM, progress=die)

    assert undo_now(PublishRun.objects.get(), by=SYSTEM).state == RunState.UNDONE


def test_request_undo_twice_is_refused_also_from_an_outdated_page(run):
    on_the_page = PublishRun.objects.get()
    request_undo(run, by=SYSTEM)
    with pytest.raises(NotPossible, match="is being undone already"):
        request_undo(on_the_page, by=SYSTEM)
    finished = execute(run).finished_at
    with pytest.raises(NotPossible, match="was undone already"):
        request_undo(on_the_page, by=SYSTEM)
    assert PublishRun.objects.get().finished_at == finished


@pytest.mark.parametrize(
    ("starter", "other", "may"),
    [
        ("Editor", "", True),
        ("Editor", "Editor", False),
        ("Editor", "Reviewer", False),
        ("Editor", "Managing editor", True),
    ],
    ids=["own", "another person's", "reviewer", "managing editor"],
)
@pytest.mark.parametrize("end", [cancel_job, request_undo])
def test_cancel_and_undo_need_the_own_job_or_permission(starter, other, may, end):
    by = person(starter)
    run = start_publish_run(AT_70, by=by)
    if end is request_undo:
        execute(run)
    before = run.state

    with nullcontext() if may else pytest.raises(NotAllowed):
        end(run, by=person(other) if other else by)

    run.refresh_from_db()
    assert (run.state != before) == may


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_request_undo_of_an_unfinished_job_is_refused(state):
    run = start_publish_run(AT_70, by=SYSTEM)
    PublishRun.objects.update(state=state, worker="elsewhere:1:aa")

    with pytest.raises(NotPossible, match="Cancel it first"):
        request_undo(run, by=SYSTEM)


def test_run_job_leaves_an_undo_to_the_worker_that_has_it(run):
    request_undo(run, by=SYSTEM)
    PublishRun.objects.update(worker="elsewhere:1:aa")

    run_job.call("PublishRun", run.pk)

    assert PublishRun.objects.get().state == RunState.UNDOING
