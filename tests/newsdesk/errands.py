"""Tasks to try the queue with."""

from pathlib import Path
from time import sleep

from django_tasks import task


@task
def write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


@task
def fail() -> None:
    raise RuntimeError("on purpose")


@task
def block(started: str, stop: str) -> None:
    """Occupy a thread of the worker until the file `stop` exists."""
    Path(started).touch()
    while not Path(stop).exists():
        sleep(0.1)
