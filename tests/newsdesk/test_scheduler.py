"""The scheduler works each minute, whatever the task queue is doing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.jobs.heartbeat import worker_is_alive
from articles.models import PublishRun, RunState, Status
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from newsdesk import scheduler
from tests.factories import draft, published_article
from tests.publishing.runs import AT_70, interrupt

EARLIER = timezone.now() - timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_run_tick_publishes_takes_down_resumes_and_records_a_heartbeat():
    due, expired = draft(scheduled_for=EARLIER), published_article(expires_at=EARLIER)
    run = start_publish_run(AT_70, by=SYSTEM)
    interrupt(run)

    scheduler.run_tick()
    scheduler.run_tick()

    due.refresh_from_db()
    expired.refresh_from_db()
    assert (due.status, due.version) == (Status.PUBLISHED, 2)
    assert (expired.status, expired.version) == (Status.DRAFT, 2)
    assert PublishRun.objects.get().state == RunState.DONE
    assert worker_is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["beat", "publish_all_due", "resume_jobs"])
def test_run_tick_continues_after_an_action_that_fails(monkeypatch, caplog, broken):
    def fail():
        raise RuntimeError("on purpose")

    expired = published_article(expires_at=EARLIER)
    monkeypatch.setattr(scheduler, broken, fail)

    scheduler.run_tick()

    expired.refresh_from_db()
    assert expired.status == Status.DRAFT
    assert "on purpose" in caplog.text


@pytest.mark.slow
def test_worker_whose_threads_are_busy_still_records_a_heartbeat(tmp_path):
    database = tmp_path / "desk.sqlite3"
    environment = os.environ | {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "QUEUE_URL": f"sqlite:///{tmp_path}/queue.sqlite3",
        "QUEUE_WORKERS": "1",
    }

    def run(*arguments):
        subprocess.run([sys.executable, *arguments], env=environment, check=True)

    def is_there(query):
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute(query).fetchone())

    def wait_for(condition):
        end = time.monotonic() + 30
        while not condition() and time.monotonic() < end:
            time.sleep(0.1)
        return condition()

    run("manage.py", "migrate", "--verbosity", "0")
    started, stop = tmp_path / "started", tmp_path / "stop"
    run(
        "-c",
        "import django; django.setup();"
        f"from tests.newsdesk.errands import block; block.enqueue({str(started)!r}, {str(stop)!r})",
    )
    run_each_second = (
        "import django; django.setup();"
        "from newsdesk import scheduler; scheduler.INTERVAL_SECONDS = 1;"
        "from django.core.management import call_command; call_command('run_huey')"
    )
    worker = subprocess.Popen([sys.executable, "-c", run_each_second], env=environment)
    try:
        assert wait_for(started.exists)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("DELETE FROM articles_heartbeat")
            connection.commit()
        has_heartbeat = wait_for(lambda: is_there("SELECT 1 FROM articles_heartbeat"))
    finally:
        stop.touch()
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=30)

    assert has_heartbeat
