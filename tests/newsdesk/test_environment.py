"""A variable chooses the database, the queue and the storage."""

import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsdesk.environment import database, queue, secret_key_in, storage


def test_database_sqlite_has_options_for_several_writers():
    config = database("sqlite:////srv/desk.sqlite3", pool=False)

    assert config["NAME"] == "/srv/desk.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert config["CONN_MAX_AGE"] == 60
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        assert pragma in config["OPTIONS"]["init_command"]


@pytest.mark.parametrize(("pool", "max_age"), [(False, 60), (True, 0)])
def test_database_postgres_keeps_connections_or_has_a_pool(pool, max_age):
    config = database("postgres://desk:secret@db/news", pool=pool)

    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["HOST"], config["NAME"]) == ("desk", "db", "news")
    assert (config["CONN_MAX_AGE"], config["OPTIONS"].get("pool", False)) == (max_age, pool)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("memory://", {"huey_class": "huey.MemoryHuey"}),
        (
            "sqlite:////srv/my%20desk/q",
            {"huey_class": "huey.SqliteHuey", "filename": "/srv/my desk/q"},
        ),
        ("postgres://desk@db/news", {"huey_class": "huey.PostgresHuey"}),
        ("redis://cache:6379/1", {"huey_class": "huey.PriorityRedisExpireHuey"}),
    ],
)
def test_queue_chooses_the_storage_by_scheme(url, expected):
    assert queue(url).items() >= expected.items()


def test_unknown_scheme_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database("mysql://desk@db/news", pool=False)
    with pytest.raises(ImproperlyConfigured, match="QUEUE_URL"):
        queue("amqp://broker")


def test_storage_is_local_or_any_of_django():
    s3 = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "news"}}

    assert storage("")["BACKEND"] == "newsdesk.media_files.MediaStorage"
    assert storage(json.dumps(s3)) == s3


@pytest.mark.parametrize("text", ["s3://news", "{", "[]", "{}", '{"BACKEND": "a", "bucket": "b"}'])
def test_storage_that_is_no_entry_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE"):
        storage(text)


def test_secret_key_in_creates_a_private_file_once(tmp_path):
    path = tmp_path / "secret-key"

    first = secret_key_in(path)

    assert len(first) > 50
    assert secret_key_in(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
