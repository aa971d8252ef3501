"""How jobs of every kind end, whatever goes wrong."""

import sqlite3

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from articles.bulk_actions.runs import start_bulk_action
from articles.jobs import lease, lifecycle
from articles.jobs.lifecycle import UNEXPECTED, execute
from articles.models import Article, BulkAction, Event, PublishRun, RunState, User, Verb
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.job_control import request_undo
from tests.factories import draft, person
from tests.publishing.runs import AT_70, die, interrupt, publish_at, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    draft(quality=80)
    return start_publish_run(AT_70, by=SYSTEM)


def raising(*errors):
    """Return a replacement for lease.renew that raises these errors first."""
    waiting, renew = list(errors), lease.renew

    def failing(job, **columns):
        if waiting:
            raise waiting.pop(0)
        renew(job, **columns)

    return failing


def postgres_error(sqlstate):
    error = OperationalError("a message of the database")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": sqlstate})()
    return error


def sqlite_error(code):
    cause = sqlite3.OperationalError("a message of the database")
    cause.sqlite_errorcode = code
    error = OperationalError("a message of the database")
    error.__cause__ = cause
    return error


TRANSIENT = {
    "database is locked": sqlite_error(sqlite3.SQLITE_BUSY),
    "disk full": sqlite_error(sqlite3.SQLITE_FULL),
    "deadlock": postgres_error("40P01"),
    "serialization failure": postgres_error("40001"),
    "lock timeout": postgres_error("55P03"),
    "server shutdown": postgres_error("57P01"),
    "connection lost": InterfaceError("connection already closed"),
}


@pytest.mark.parametrize("error", TRANSIENT.values(), ids=TRANSIENT)
def test_execute_releases_the_job_after_a_transient_error(monkeypatch, run, error):
    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.publish_run.renew", raising(error))
        execute(run)
    assert (run.state, run.worker, run.message) == (RunState.RUNNING, "", "")
    assert not Article.objects.published().exists()

    interrupt(run)
    resume()

    run.refresh_from_db()
    assert (run.state, run.totals["published"]) == (RunState.DONE, 1)


@pytest.mark.django_db(transaction=True)
def test_execute_repeats_a_batch_after_a_transient_error(monkeypatch, run):
    monkeypatch.setattr(lifecycle, "RETRY_SECONDS", (0, 0))
    errors = raising(postgres_error("40P01"), sqlite_error(sqlite3.SQLITE_BUSY))
    monkeypatch.setattr("articles.publishing.publish_run.renew", errors)

    assert execute(run).state == RunState.DONE
    assert Event.objects.get(verb=Verb.PUBLISHED).actor is None


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ValueError("/srv/secret/path"), id="fault in the code"),
        pytest.param(IntegrityError("Failing row contains (secret)"), id="constraint"),
        pytest.param(sqlite_error(sqlite3.SQLITE_ERROR), id="no such column"),
    ],
)
def test_execute_fails_the_job_after_a_real_fault_without_internals(
    monkeypatch, caplog, run, error
):
    monkeypatch.setattr("articles.publishing.publish_run.renew", raising(error))

    execute(run)

    assert (run.state, run.message) == (RunState.FAILED, UNEXPECTED)
    assert run.finished_at is not None
    assert str(error) in caplog.text
    assert not Article.objects.published().exists()


def test_execute_releases_the_job_on_keyboard_interrupt(run):
    with pytest.raises(KeyboardInterrupt):
        execute(run, progress=die)

    stored = PublishRun.objects.get()
    assert (stored.state, stored.worker) == (RunState.RUNNING, "")


def test_worker_that_lost_its_lease_in_a_batch_stores_nothing_of_it(monkeypatch, run):
    publish_passing = "articles.publishing.publish_run._publish_passing"
    original = start_publish_run.__globals__["_publish_passing"]

    def while_another_worker_takes_over(*args):
        PublishRun.objects.update(worker="elsewhere:1:aa")
        return original(*args)

    monkeypatch.setattr(publish_passing, while_another_worker_takes_over)

    execute(run)

    assert PublishRun.objects.get().state == RunState.RUNNING
    assert not Article.objects.published().exists()
    assert not Event.objects.filter(verb=Verb.PUBLISHED).exists()


def delete(who):
    User.objects.get(pk=who.pk).delete()


def deactivate(who):
    User.objects.filter(pk=who.pk).update(is_active=False)


def take_roles(who):
    who.groups.clear()


@pytest.mark.parametrize("leave", [delete, deactivate, take_roles])
@pytest.mark.parametrize("kind", [PublishRun, BulkAction])
def test_job_of_a_person_without_the_right_stops_and_says_so(kind, leave):
    editor = person("Editor")
    draft(quality=80)
    if kind is PublishRun:
        start_publish_run(AT_70, by=editor)
    else:
        start_bulk_action(Article.objects.all(), "publish", by=editor, expected=1)
    leave(editor)

    execute(kind.objects.get())

    job = kind.objects.get()
    assert job.state == RunState.FAILED
    assert job.message.startswith("Stopped: ")
    assert not Article.objects.published().exists()


def test_right_is_checked_again_before_each_batch(monkeypatch):
    monkeypatch.setattr("articles.publishing.publish_run.SLICE", 1)
    editor = person("Editor")
    draft(quality=80)
    draft(quality=80)
    run = start_publish_run(AT_70, by=editor)

    execute(run, progress=lambda *_: deactivate(editor))

    assert (run.state, Article.objects.published().count()) == (RunState.FAILED, 1)


@pytest.mark.parametrize("leave", [delete, deactivate])
def test_undo_of_a_person_who_left_stops(leave):
    editor = person("Managing editor")
    draft(quality=80)
    run = publish_at(70)
    request_undo(run, by=editor)
    leave(editor)

    execute(PublishRun.objects.get())

    assert PublishRun.objects.get().state == RunState.FAILED
    assert Article.objects.published().exists()
