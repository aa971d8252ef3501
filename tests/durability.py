"""A database as it is outside of tests: what is committed is on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_ASKED = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}
_CAREFUL = {"sqlite": "PRAGMA synchronous = FULL", "postgresql": "SET synchronous_commit = on"}


@contextmanager
def careful() -> Iterator[None]:
    """Use it outside of a transaction."""
    before = _setting()
    with connection.cursor() as cursor:
        cursor.execute(_CAREFUL[connection.vendor])
        yield
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA synchronous = {before}")
        else:
            cursor.execute("RESET synchronous_commit")


def is_waited_for() -> bool:
    """Whether a commit that came now would be waited for until it is on the disk."""
    return _setting() in (2, "on")


def _setting() -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(_ASKED[connection.vendor]).fetchone()[0]
