"""A run whose worker died is told from one that is at work."""

import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles.jobs.lease import is_interrupted, worker_name
from articles.models import PublishRun, RunState

HOST = socket.gethostname()


def run_of(worker, *, state=RunState.RUNNING, silent=timedelta(0)):
    return PublishRun(state=state, worker=worker, heartbeat=timezone.now() - silent)


def test_a_run_of_this_process_is_at_work_however_long_it_is_silent():
    assert not is_interrupted(run_of(worker_name(), silent=timedelta(hours=1)))


def test_a_run_of_a_process_that_is_gone_is_interrupted_at_once():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()

    assert is_interrupted(run_of(f"{HOST}:{child.pid}:1"))


def test_a_process_that_only_has_the_number_of_the_dead_one_is_not_it():
    assert is_interrupted(run_of(f"{HOST}:{os.getpid()}:1"))


@pytest.mark.parametrize(("minutes", "interrupted"), [(1, False), (3, True)])
def test_a_run_on_another_machine_is_interrupted_after_two_silent_minutes(minutes, interrupted):
    run = run_of("elsewhere.example:1:2", silent=timedelta(minutes=minutes))

    assert is_interrupted(run) == interrupted


@pytest.mark.parametrize("state", ["done", "cancelled", "failed", "undone"])
def test_a_run_at_its_end_is_not_interrupted(state):
    assert not is_interrupted(run_of(f"{HOST}:1:0", state=state, silent=timedelta(days=1)))


@pytest.mark.parametrize(("silent", "expected"), [(1, False), (200, True)])
def test_a_run_that_waits_is_left_to_its_task_for_a_while(silent, expected):
    waiting = run_of("", state="queued", silent=timedelta(seconds=silent))

    assert is_interrupted(waiting) == expected


def test_a_dead_process_that_nobody_has_buried_yet_counts_as_gone():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    started = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[19]
    name = f"{HOST}:{child.pid}:{started}"
    assert not is_interrupted(run_of(name))

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert is_interrupted(run_of(name))
    child.wait()
