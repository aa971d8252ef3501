"""Who works on a run, and whether that worker still lives."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from articles.models import Run, RunState

SILENCE = timedelta(minutes=2)
"""A worker on another machine that gave no sign for so long counts as dead."""


def worker_name() -> str:
    """Return this process as host:pid:start, unique even where process numbers come again."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_interrupted(run: Run, now: datetime | None = None) -> bool:
    """Whether the run is active by its state while nobody works on it any more: the worker is
    dead, or has let go of it after an error, or nobody has come for it."""
    if not run.is_active:
        return False
    silent = (now or timezone.now()) - run.heartbeat > SILENCE
    if not run.worker:
        return silent or run.state != RunState.QUEUED
    host, pid, started = run.worker.rsplit(":", 2)
    if host == socket.gethostname():
        return not _lives(int(pid), started)
    return silent


def let_go(run: Run, error: Exception) -> None:
    """Leave a run that went wrong here, so that it counts as interrupted and can be resumed."""
    run.worker, run.message = "", str(error)[:2000]
    run.save(update_fields=["worker", "message"])


def _lives(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(pid) == started


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks; "" where the system does not tell.

    Field 22 of /proc/PID/stat, counted from behind the command's closing parenthesis.
    """
    stat = Path(f"/proc/{pid}/stat")
    try:
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
