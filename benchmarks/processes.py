"""Run a process to its end and read what the kernel says it took."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_WITH_DJANGO = (
    "import django, runpy; django.setup(); runpy.run_module('benchmarks.{}', {{}}, '__main__')"
)


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds on the clock, seconds of processor (user and system), peak memory in MB.

    `peak` is 0 where only a part of a process was measured. The processor of a database server
    is not in it.
    """

    wall: float
    cpu: float
    peak: float = 0.0


class Failed(Exception):
    """A process that is measured did not do its work."""


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> Usage:
    """Run Python with these arguments and return what the whole process took."""
    usage, _ = _run(arguments, environment)
    return usage


def run_part(arguments: Sequence[str], environment: Mapping[str, str]) -> Usage:
    """Run a module that measures its own work, prints it as JSON, and return that."""
    _, said = _run(arguments, environment)
    return Usage(**json.loads(said))


def run_told(arguments: Sequence[str], environment: Mapping[str, str]) -> Any:
    """Run a module that prints JSON, if anything, and return that."""
    _, said = _run(arguments, environment)
    return json.loads(said) if said.strip() else None


def with_django(module: str, *arguments: str) -> list[str]:
    """Return the arguments that run a module of this package with Django set up."""
    return ["-c", _WITH_DJANGO.format(module), *arguments]


def manage(*arguments: str) -> list[str]:
    """Return the arguments that run a management command."""
    return ["manage.py", *arguments]


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Usage, str]:
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
        # wait4, because only it tells this one child's share.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise Failed(f"{' '.join(arguments)} ended with {process.returncode}:\n{text[-2000:]}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), text
