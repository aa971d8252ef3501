"""Background tasks run after the commit, in another process, and only if signed."""

import os
import pickle
import signal
import subprocess
import sys
import time

import pytest
from django.db import transaction
from huey.contrib.djhuey import HUEY

from newsdesk import tasks
from tests.newsdesk import errands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_rolled_back", [False, True])
def test_task_runs_after_the_commit_only(tmp_path, is_rolled_back):
    with transaction.atomic():
        errands.write.enqueue(str(tmp_path / "note"), "done")
        assert not (tmp_path / "note").exists()
        transaction.set_rollback(is_rolled_back)

    assert (tmp_path / "note").exists() != is_rolled_back


def test_failing_task_is_recorded_and_raises_nothing():
    result = errands.fail.enqueue()

    result.refresh()
    assert "on purpose" in result.errors[0].traceback


def test_delete_finished_tasks_keeps_waiting_ones(monkeypatch, tmp_path):
    HUEY.storage.flush_all()
    errands.write.enqueue(str(tmp_path / "note"), "done")
    monkeypatch.setattr(HUEY, "enqueue", lambda task: None)  # it stays in the queue
    waiting = errands.write.enqueue(str(tmp_path / "later"), "done")

    assert tasks.delete_finished_tasks() == 1

    waiting.refresh()
    assert not waiting.is_finished


def test_queue_refuses_a_pickle_without_a_signature():
    """An attacker who can write into the queue must not run code as the worker."""
    with pytest.raises(ValueError, match=r"Separator|Signature"):
        HUEY.deserialize_task(pickle.dumps("not signed"))


@pytest.mark.slow
def test_worker_runs_what_another_process_enqueued(tmp_path):
    address = os.environ.get("DATABASE_URL", f"sqlite:///{tmp_path}/queue.sqlite3")
    environment = os.environ | {"VAR_DIR": str(tmp_path), "QUEUE_URL": address}
    subprocess.run([sys.executable, "manage.py", "create_huey_tables"], env=environment, check=True)
    enqueue = (
        "import django; django.setup();"
        "from tests.newsdesk.errands import write;"
        f"write.enqueue({str(tmp_path / 'note')!r}, 'done')"
    )
    subprocess.run([sys.executable, "-c", enqueue], env=environment, check=True)
    assert not (tmp_path / "note").exists()

    worker = subprocess.Popen([sys.executable, "manage.py", "run_huey"], env=environment)
    try:
        for _ in range(200):
            if (tmp_path / "note").exists():
                break
            time.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGTERM)
        ended = worker.wait(timeout=30)

    assert (tmp_path / "note").read_text() == "done"
    assert ended == 0
