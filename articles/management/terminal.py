"""What commands print: a progress bar and tables on a terminal, plain lines in a pipe."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


@contextmanager
def progress_bar(title: str, out: OutputWrapper) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that shows `done` of `total`; silent if the output is not a terminal."""
    console = Console(stderr=True)
    if not (out.isatty() and console.is_terminal):
        yield lambda _done, _total: None
        return
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def batch_progress(title: str, out: OutputWrapper) -> Iterator[Callable[[int], None]]:
    """Yield a function that adds the size of a batch to what is shown as done."""
    done = 0
    with progress_bar(title, out) as show:

        def add(size: int) -> None:
            nonlocal done
            done += size
            show(done, None)

        yield add


def show_counts(title: str, counts: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print counts by name: one per line in a pipe, as a table on a terminal."""
    if not out.isatty():
        for name, count in counts.items():
            out.write(f"{name}: {count}")
        return
    table = Table(title=escape(title), title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, count in counts.items():
        table.add_row(escape(str(name)), str(count))
    Console().print(table)


def show_json(value: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print the JSON object of the option `--json`."""
    out.write(json.dumps(value, ensure_ascii=False, indent=2))
