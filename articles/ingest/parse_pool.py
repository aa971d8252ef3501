"""Fetch files ahead, and read them in a second process, while this one stores what was read before.

Reading is about half of an import's work and needs no database. A thread fetches the files' bytes.
Two threads carry the batches there and back, so that neither end waits for the other while a pipe
is full, and the other process always has the next batch at hand. It ends with this process,
however this one ends: its pipe closes.
"""

import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from multiprocessing.connection import Connection
from typing import TypeVar

from articles.ingest.classify import Plan
from articles.ingest.parse import Answers, Question, Refused, answer
from articles.ingest.parse_process import reader
from articles.seeds.limits import Limits

logger = logging.getLogger(__name__)
AHEAD = 3
"""Batches on their way: one is being read, one waits for that, one is wanted here next."""
FETCHED_AT_ONCE = 100
FETCHED_AHEAD = 3
Asked = tuple[list[Plan], Future[bool]]
T = TypeVar("T")


def fetch_ahead(files: Iterable[T]) -> Iterator[T]:
    """Yield what `files` gives, which a thread fetches before it is wanted."""
    waiting = iter(files)
    with ThreadPoolExecutor(1) as thread:
        fetched = deque(thread.submit(_fetch, waiting) for _ in range(FETCHED_AHEAD))
        try:
            while fetched:
                some, error = fetched.popleft().result()
                if some and not error:
                    fetched.append(thread.submit(_fetch, waiting))
                yield from some
                if error:
                    raise error
        finally:
            thread.shutdown(cancel_futures=True)


def _fetch(waiting: Iterator[T]) -> tuple[list[T], Exception | None]:
    """Return the next files, and what went wrong behind them."""
    some: list[T] = []
    try:
        some.extend(islice(waiting, FETCHED_AT_ONCE))
    except Exception as error:  # noqa: BLE001 raised again where the files are wanted
        return some, error
    return some, None


def prepare_ahead(batches: Iterable[list[Plan]], limits: Limits) -> Iterator[list[Plan]]:
    """Yield the batches with their plans prepared, in order.

    A single batch is read here, and a second that is smaller than the first: another process would
    cost more than it saves. Where there are more the first is read here too, while the process for
    the others gets ready.
    """
    waiting = iter(batches)
    for batch in waiting:
        following = next(waiting, []) if batch else []
        is_worth_it = bool(following) and len(following) >= len(batch)
        if is_worth_it and (os.cpu_count() or 1) > 1:
            yield from _prepare_there(batch, following, waiting, limits)
        else:
            yield _prepare_here(batch, limits)
            if following:
                yield _prepare_here(following, limits)


def _prepare_there(
    first: list[Plan], second: list[Plan], batches: Iterator[list[Plan]], limits: Limits
) -> Iterator[list[Plan]]:
    here, process = reader()
    with here, ThreadPoolExecutor(1) as asking, ThreadPoolExecutor(1) as hearing:

        def ask(batch: list[Plan]) -> Asked:
            asking.submit(_say, here, [_question(plan) for plan in batch])
            return batch, hearing.submit(_hear, here, batch)

        asking.submit(_say, here, limits)
        try:
            asked = deque([ask(second)])
            yield _prepare_here(first, limits)
            while asked:
                asked += (ask(batch) for batch in islice(batches, AHEAD - len(asked)))
                batch, is_heard = asked.popleft()
                yield batch if is_heard.result() else _prepare_here(batch, limits)
        finally:
            process.kill()  # it holds nothing; and whoever waits for it here waits no longer
            process.join()


def _say(here: Connection, what: Limits | Sequence[Question]) -> None:
    try:
        here.send(what)
    except OSError:
        logger.warning("The second process is gone; reading goes on in this one.")


def _hear(here: Connection, batch: list[Plan]) -> bool:
    """Tell whether there was an answer. What can be made of it is made now, while the database
    stores another batch."""
    try:
        answers: Answers = here.recv()
    except (EOFError, OSError):
        return False
    for plan in _finished(batch, answers):
        if plan.is_new_article:
            _ = plan.follows
    return True


def _question(plan: Plan) -> Question:
    return None if plan.is_refused else (plan.kind, plan.path, plan.data)


def _prepare_here(batch: list[Plan], limits: Limits) -> list[Plan]:
    return _finished(batch, [answer(_question(plan), limits) for plan in batch])


def _finished(batch: list[Plan], answers: Answers) -> list[Plan]:
    for plan, found in zip(batch, answers, strict=True):
        plan.data = b""
        if isinstance(found, Refused):
            plan.refuse(found.problems)
        else:
            plan.accept(found)
    return batch
