"""Rows in the binary form of PostgreSQL's COPY.

As text each byte of a row is looked at on both sides, and bytes come as twice as many digits. In
binary the driver is told the types that it writes: a time is a number, and JSON is bytes.

The server takes longer over rows than we over making them: within `sent_meanwhile` a thread sends
them and waits for the server, while the next rows are made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import Error, connection, models

Row = Sequence[Any]
Turn = Callable[[Any], Any]
_TYPES = {
    "bigint": "int8",
    "boolean": "bool",
    "bytea": "bytea",
    "integer": "int4",
    "jsonb": "bytea",
    "smallint": "int2",
    "timestamp with time zone": "int8",
}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Sender:
    """Sends rows in another thread, in the order in which they were given."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._sent: list[Future[None]] = []

    def send(self, *rows: Any) -> None:
        self._sent.append(self._thread.submit(_send, connection.connection, *rows))

    def wait(self) -> None:
        """Wait until all is stored. Raises what went wrong, as Django names it, once nothing is on
        its way any more: it would be stored behind a rollback to a savepoint."""
        sent, self._sent = self._sent, []
        wait(sent)
        with connection.wrap_database_errors:
            for each in sent:
                each.result()

    def before(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """Whatever else is asked on the connection sees the rows."""
        self.wait()
        return execute(*statement)

    def give_up(self) -> None:
        """Have the server stop: a row may wait for a lock, and a person has pressed Ctrl+C."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        with suppress(Error), connection.wrap_database_errors:
            connection.connection.cancel_safe(timeout=5)


_sender: ContextVar[_Sender | None] = ContextVar("_sender", default=None)


@contextmanager
def sent_meanwhile() -> Iterator[None]:
    """Let PostgreSQL store rows while the next are made. Use it inside a transaction.

    What is wrong with rows is told by the next statement, or at the end. Within another one, rows
    go the way of that one.
    """
    if connection.vendor != "postgresql":
        yield
    elif sender := _sender.get():
        yield
        sender.wait()
    else:
        with _sending():
            yield


@contextmanager
def _sending() -> Iterator[None]:
    with ThreadPoolExecutor(1) as thread:
        sender = _Sender(thread)
        token = _sender.set(sender)
        try:
            with connection.execute_wrapper(sender.before):
                yield
            sender.wait()
        except (KeyboardInterrupt, SystemExit):
            sender.give_up()
            raise
        finally:
            _sender.reset(token)
            thread.shutdown(cancel_futures=True)


def copy_rows(sql: str, fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Row]) -> None:
    """Insert rows of stored values, each in the order of the fields, by a COPY without options."""
    kinds = [str(field.db_type(connection)) for field in fields]
    connection.ensure_connection()
    if sender := _sender.get():
        if held := list(rows):
            sender.send(sql, kinds, held)
    else:
        with connection.wrap_database_errors:
            _send(connection.connection, sql, kinds, rows)


def _send(driver: Any, sql: str, kinds: Sequence[str], rows: Iterable[Row]) -> None:
    turns = [(place, _TURNS[kind]) for place, kind in enumerate(kinds) if kind in _TURNS]
    with driver.cursor() as cursor, cursor.copy(f"{sql} (FORMAT BINARY)") as copy:
        copy.set_types([_TYPES.get(kind, "text") for kind in kinds])
        for row in _turned(rows, turns) if turns else rows:
            copy.write_row(row)


def _turned(rows: Iterable[Row], turns: Sequence[tuple[int, Turn]]) -> Iterator[Row]:
    for row in rows:
        turned = list(row)
        for place, turn in turns:
            if turned[place] is not None:
                turned[place] = turn(turned[place])
        yield turned


def _json(text: str) -> bytes:
    return b"\x01" + text.encode()


@lru_cache(maxsize=2_000)  # a link stands beside many articles
def _microseconds(moment: str | datetime) -> int:
    """A time that says nothing of a zone is UTC, as it is to the connection."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


_TURNS: dict[str, Turn] = {"jsonb": _json, "timestamp with time zone": _microseconds}
