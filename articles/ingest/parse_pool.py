"""Parse the batches of an import; those of a large one in a second process.

Parsing is about half of an import's work and needs no database. The second process stays a few
batches ahead of the one that stores them.
"""

import logging
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context

from articles.ingest.classify import FilePlan
from articles.ingest.parse import Answers, Question, RefusedFile, parse_all, prepare_process
from articles.seeds.limits import Limits

logger = logging.getLogger(__name__)
FEW_FILES = 200
"""Up to this many files are parsed sooner than a process starts."""
BATCHES_AHEAD = 3


def parse_batches(
    batches: Iterable[list[FilePlan]], limits: Limits, *, use_process: bool = False
) -> Generator[list[FilePlan]]:
    """Yield the batches in order, with their plans parsed.

    `use_process` allows a second process for more than 200 files; do not set it in a web process.
    Close the generator to end that process.
    """
    rest = iter(batches)
    first: list[list[FilePlan]] = []
    if use_process and (os.cpu_count() or 1) > 1:
        while sum(map(len, first)) <= FEW_FILES and (batch := next(rest, None)) is not None:
            first.append(batch)
    if sum(map(len, first)) > FEW_FILES:
        yield from _parse_in_process(first, rest, limits)
    else:
        for batch in chain(first, rest):
            yield _finish(batch, parse_all(_questions(batch), limits))


def _parse_in_process(
    first: list[list[FilePlan]], rest: Iterator[list[FilePlan]], limits: Limits
) -> Iterator[list[FilePlan]]:
    """Parse `rest` in a second process, and `first` in this one while that starts."""
    # Spawned, because a forked process would share this one's database connection.
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=prepare_process)
    try:
        ahead = deque(_submit(pool, batch, limits) for batch in islice(rest, BATCHES_AHEAD))
        for batch in first:
            yield _finish(batch, parse_all(_questions(batch), limits))
        while ahead:
            batch, future = ahead.popleft()
            ahead.extend(_submit(pool, each, limits) for each in islice(rest, 1))
            yield _finish(batch, _result(batch, future, limits))
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(
    pool: ProcessPoolExecutor, batch: list[FilePlan], limits: Limits
) -> tuple[list[FilePlan], Future[Answers] | None]:
    try:
        return batch, pool.submit(parse_all, _questions(batch), limits)
    except BrokenProcessPool:
        return batch, None


def _result(batch: list[FilePlan], future: Future[Answers] | None, limits: Limits) -> Answers:
    """Return what the second process found; parse the batch here if that process has died."""
    try:
        if future:
            return future.result()
    except BrokenProcessPool:
        logger.warning("The parsing process has died; the import parses in its own process.")
    return parse_all(_questions(batch), limits)


def _questions(batch: list[FilePlan]) -> list[Question]:
    return [None if plan.is_refused else (plan.kind, plan.path, plan.data) for plan in batch]


def _finish(batch: list[FilePlan], answers: Answers) -> list[FilePlan]:
    for plan, found in zip(batch, answers, strict=True):
        plan.data = b""
        if isinstance(found, RefusedFile):
            plan.refuse(found.problems)
        else:
            plan.accept(found)
    return batch
