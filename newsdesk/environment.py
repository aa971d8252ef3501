"""Translate environment variables into settings. Pure except for `secret_key_in`."""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

# Measured: no "database is locked" with these, 201 with the defaults (docs/decisions/0002).
# FULL: a commit that was reported is on the disk, also after a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
    ),
}


def database(url: str, *, pool: bool) -> dict[str, Any]:
    """Return Django's entry for a database's address; SQLite and PostgreSQL are known."""
    config: dict[str, Any] = environ.Env.db_url_config(url)
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # Opening a connection takes longer than the queries of most public pages.
        config |= {"OPTIONS": SQLITE_OPTIONS | options, "CONN_MAX_AGE": 60}
    elif config["ENGINE"] == "django.db.backends.postgresql":
        # A pool keeps its own connections: Django refuses CONN_MAX_AGE with it.
        config |= {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 0 if pool else 60}
        if pool:
            options["pool"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL: only sqlite:// and postgres:// are known.")
    return config


def queue(url: str) -> dict[str, Any]:
    """Return huey's storage for the queue's address: sqlite, postgres, redis, or memory.

    `memory://` runs each task at once in the process that enqueues it: no worker is needed.
    """
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return {"huey_class": "huey.MemoryHuey", "immediate": True}
    if scheme == "sqlite":
        path = unquote(urlsplit(url).path)[1:]
        return {"huey_class": "huey.SqliteHuey", "filename": path, "timeout": 20, "fsync": True}
    if scheme in {"postgres", "postgresql"}:
        # Its tables are made by `manage.py create_huey_tables`, not by every process that starts.
        return {"huey_class": "huey.PostgresHuey", "dsn": url, "create_tables": False}
    if scheme in {"redis", "rediss"}:
        return {"huey_class": "huey.PriorityRedisExpireHuey", "url": url}
    raise ImproperlyConfigured(
        "QUEUE_URL: only sqlite://, postgres://, redis:// and memory:// are known."
    )


def storage(text: str) -> dict[str, Any]:
    """Return Django's entry in STORAGES that a JSON object describes; "" means local files."""
    if not text:
        return {
            "BACKEND": "newsdesk.media_files.MediaStorage",
            "OPTIONS": {"allow_overwrite": True},
        }
    try:
        entry = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"MEDIA_STORAGE is not JSON: {error}.") from error
    if not isinstance(entry, dict) or entry.keys() - {"OPTIONS"} != {"BACKEND"}:
        raise ImproperlyConfigured(
            'MEDIA_STORAGE must be a JSON object with "BACKEND" and perhaps "OPTIONS".'
        )
    return entry


def signed_serializer(secret: str) -> Any:
    """Return huey's serializer of signed pickles, which is imported when it is first used."""
    cls = "huey.serializer.SignedSerializer"
    return SimpleLazyObject(lambda: import_string(cls)(secret=secret))


def secret_key_in(path: Path) -> str:
    """Return the key kept in a file, made on first use. For development and the demo only."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
