"""Measure imports, staff and public pages, publish runs and pictures against their budgets.

python -m benchmarks [--quick | --once | --full] [--sqlite-only] [--only imports ...]
"""

import argparse
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import django

from .bench import FULL, QUICK, Bench, Sizes
from .databases import Databases, Sqlite, throw_away_postgresql
from .figures import Figure, table
from .imports import measure_growth, measure_imports
from .page_times import measure_pages
from .picture_times import measure_pictures
from .public_times import measure_public_pages
from .publish_runs import measure_publishing

MEASURES = {
    "imports": (
        "Imports, as ratios to python-frontmatter parsing the same files",
        measure_imports,
    ),
    "growth": ("Growth", measure_growth),
    "pages": ("Staff pages, as ratios to the stock admin list", measure_pages),
    "public": (
        "Public pages, as ratios to a plain list with the same templates",
        measure_public_pages,
    ),
    "publishing": (
        "Publish runs, as ratios to bare UPDATE and INSERT ... SELECT",
        measure_publishing,
    ),
    "images": ("Pictures, as ratios to Pillow's bare thumbnail and save", measure_pictures),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each kind of work and database."""
    options = _options(arguments)
    sizes = QUICK if options.quick else FULL if options.full else Sizes()
    if options.once:
        sizes = replace(sizes, repetitions=1)
    # End by an exception, so that folders and servers are removed.
    signal.signal(signal.SIGTERM, _stop)
    with _benches(sizes, sqlite_only=options.sqlite_only) as benches:
        print(_machine(benches), flush=True)
        for bench in benches:
            bench.prepare()
        for title, measure in (MEASURES[name] for name in options.only or MEASURES):
            for bench in benches:
                figures = _without_server_cpu(bench, measure(bench))
                print(f"\n{table(f'{title}: {bench.databases.label}', figures)}", flush=True)


@contextmanager
def _benches(sizes: Sizes, *, sqlite_only: bool) -> Iterator[list[Bench]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsdesk-bench-")))
        kinds: list[Databases] = [Sqlite(folder)]
        if not sqlite_only and (server := stack.enter_context(throw_away_postgresql())):
            kinds.append(server)
        corpora: dict[int, Path] = {}
        yield [Bench(folder, kind, sizes, _say, corpora) for kind in kinds]


def _without_server_cpu(bench: Bench, figures: list[Figure]) -> list[Figure]:
    """Omit the CPU time of the process if a server did half of the work."""
    return figures if bench.databases.is_within else [replace(it, cpu=()) for it in figures]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a fifth of the files, once: a minute")
    size.add_argument("--once", action="store_true", help="one repetition")
    size.add_argument("--full", action="store_true", help="seven repetitions: half an hour")
    parser.add_argument("--sqlite-only", action="store_true", help="not on PostgreSQL")
    parser.add_argument("--only", choices=MEASURES, nargs="+", help="measure nothing else")
    return parser.parse_args(arguments)


def _machine(benches: Sequence[Bench]) -> str:
    databases = ", ".join(bench.databases.label for bench in benches)
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}, Django {django.__version__}, "
        f"{databases}. Medians of {benches[0].sizes.repetitions}."
    )


def _say(what: str) -> None:
    """Show the current step if standard error is a terminal."""
    if sys.stderr.isatty():
        print(f"\x1b[2K\r{what} ...", end="\r", file=sys.stderr, flush=True)


def _stop(signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)
