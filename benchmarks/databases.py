"""Databases to measure on: made once, copied for each measure, deleted afterwards."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from .processes import ROOT


class Databases(Protocol):
    """A kind of database. Names are ours: plain words.

    `is_within` tells whether it works in the process that asks it, so that the processor's time
    of that process is all there is.
    """

    label: str
    is_within: bool

    def url(self, name: str) -> str:
        """Return the address of a database, as DATABASE_URL wants it."""

    def make(self, name: str) -> None:
        """Make an empty database."""

    def copy(self, name: str, new: str) -> None:
        """Make `new` the same as `name`, in place of an older `new`."""

    def settle(self, name: str) -> None:
        """Bring a database that was filled in one go into the state of one that has lived."""


class Sqlite:
    """Files in a folder."""

    is_within = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.label = f"SQLite {sqlite3.sqlite_version}"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def make(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def copy(self, name: str, new: str) -> None:
        self.settle(name)
        self.make(new)
        shutil.copyfile(self._path(name), self._path(new))
        os.sync()  # or the first measure pays for writing the copy

    def settle(self, name: str) -> None:
        connection = sqlite3.connect(self._path(name))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


class Postgresql:
    """Databases of one server, copied by `CREATE DATABASE ... TEMPLATE`."""

    is_within = False

    def __init__(self, url: str) -> None:
        self.server = url
        with psycopg.connect(url) as connection:
            number = connection.info.server_version
        self.label = f"PostgreSQL {number // 10000}.{number % 10000}"

    def url(self, name: str) -> str:
        return self.server.replace("/postgres?", f"/{name}?")

    def make(self, name: str) -> None:
        self._do("DROP DATABASE IF EXISTS {}", name)
        self._do("CREATE DATABASE {}", name)

    def copy(self, name: str, new: str) -> None:
        self._do("DROP DATABASE IF EXISTS {}", new)
        self._do("CREATE DATABASE {} TEMPLATE {}", new, name)
        self._do("CHECKPOINT")

    def settle(self, name: str) -> None:
        self._do("VACUUM ANALYZE", database=name)

    def _do(self, statement: str, *names: str, database: str = "postgres") -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(query)


@contextmanager
def throw_away_postgresql() -> Iterator[Postgresql | None]:
    """Start a PostgreSQL for as long as the block lasts; None where there is none installed."""
    # The server lives as long as `cat`, which lives as long as this process.
    server = subprocess.Popen(
        ["scripts/with-postgres", "sh", "-c", 'echo "$DATABASE_URL"; exec cat'],
        cwd=ROOT,
        env={**os.environ, "DURABLE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdin
    assert server.stdout
    url = server.stdout.readline().strip()
    try:
        yield Postgresql(url) if url else None
    finally:
        server.stdin.close()
        server.wait()
        server.stdout.close()
