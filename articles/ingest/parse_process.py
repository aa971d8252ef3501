"""The process that reads the files of an import beside it.

It takes as long to get ready as Django does. A command that imports has it started first
(`manage.py`), so that both get ready side by side; elsewhere it is started when it is wanted.
This module is loaded by both before anything else, and loads little.
"""

import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple


class Reader(NamedTuple):
    """A process that takes limits first, then batches of questions; it ends with `here`."""

    here: Connection
    process: BaseProcess


_waiting: list[Reader] = []


def start_reader() -> None:
    """Start a process that waits until it is wanted, or this one ends."""
    _waiting.append(_started())


def reader() -> Reader:
    """Return the process that waits, or else a new one."""
    return _waiting.pop() if _waiting else _started()


def _started() -> Reader:
    # Spawned, not forked: a fork would share this process's database connection and threads.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(there,), daemon=True)
    process.start()
    there.close()
    return Reader(here, process)


def _answer(there: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process ends, and this one with it
    from articles.ingest.parse import answer_batches  # noqa: PLC0415 not wanted where the process is started

    answer_batches(there)
