"""Tasks to try the queue with."""

from pathlib import Path

from django_tasks import task


@task
def write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


@task
def fail() -> None:
    raise RuntimeError("on purpose")


@task
def nothing() -> None:
    pass
