"""Which database errors pass, and a decorator that repeats a transaction after a deadlock."""

import random
import sqlite3
from collections.abc import Callable
from functools import wraps
from time import sleep
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
PAUSE_SECONDS = 0.05
RETRYABLE = {"40P01", "40001"}
"""PostgreSQL's SQLSTATE for deadlock_detected and serialization_failure."""


def is_retryable(error: BaseException) -> bool:
    """Whether the database aborted the transaction only because of a concurrent one."""
    return getattr(error.__cause__, "sqlstate", None) in RETRYABLE


def is_transient(error: BaseException) -> bool:
    """Whether the same statement may succeed later: a lock timeout, a deadlock, a lost connection.

    SQLite reports errors in the SQL itself as OperationalError too, with the code SQLITE_ERROR.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return isinstance(error, OperationalError | InterfaceError) and code != sqlite3.SQLITE_ERROR


def retry_on_deadlock(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function again if its transaction was aborted by a deadlock.

    The function must open its own transaction and must be safe to repeat. Within an outer
    transaction nothing is retried: that one as a whole was aborted.
    """

    @wraps(function)
    def retrying(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not is_retryable(error):
                    raise
                sleep(PAUSE_SECONDS * attempt * random.uniform(0.5, 1.5))  # noqa: S311 jitter
        return function(*args, **kwargs)

    return retrying
