"""Databases that a test copies, uses up and throws away, on SQLite and on PostgreSQL."""

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql

_numbers = count(1)


class SqliteDatabases:
    """Each database is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self) -> str:
        return str(self.folder / f"{next(_numbers)}.sqlite3")

    def copy(self, name: str) -> str:
        copy = self.new()
        shutil.copyfile(name, copy)
        return copy

    def drop(self, name: str) -> None:
        """Delete it with its journal files."""
        for file in self.folder.glob(f"{Path(name).name}*"):
            file.unlink()

    def url(self, name: str) -> str:
        return f"sqlite:///{name}"


class PostgresDatabases:
    """Databases of the server that the tests run on; a copy is made from a template."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.made: list[str] = []

    def new(self) -> str:
        return self._create(sql.Composed([]))

    def copy(self, name: str) -> str:
        return self._create(sql.SQL(" TEMPLATE {}").format(sql.Identifier(name)))

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        self.made.remove(name)

    def drop_all(self) -> None:
        for name in [*self.made]:
            self.drop(name)

    def url(self, name: str) -> str:
        """Return the tests' own DATABASE_URL with another database in it."""
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def _create(self, template: sql.Composed) -> str:
        name = f"{self.prefix}_{next(_numbers)}"
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + template)
        self.made.append(name)
        return name

    def _run(self, statement: sql.Composed) -> None:
        server: dict[str, Any] = connection.get_connection_params() | {"dbname": "postgres"}
        with psycopg.connect(**server, autocommit=True) as session:
            session.execute(statement)
