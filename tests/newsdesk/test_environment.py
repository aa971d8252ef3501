"""A URL chooses the database and the queue."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsdesk.environment import database, queue, secret_key_in


def test_database_sqlite_has_options_for_several_writers():
    config = database("sqlite:////srv/desk.sqlite3", pool=False)

    assert config["NAME"] == "/srv/desk.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in config["OPTIONS"]["init_command"]


def test_database_postgres_keeps_connections():
    config = database("postgres://desk:secret@db/news", pool=False)

    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["HOST"], config["NAME"]) == ("desk", "db", "news")
    assert config["CONN_MAX_AGE"] == 60


def test_database_postgres_with_pool_keeps_no_connections():
    config = database("postgres://desk:secret@db/news", pool=True)

    assert config["OPTIONS"]["pool"] is True
    assert config["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(
    ("url", "storage"),
    [
        ("memory://", "huey.MemoryHuey"),
        ("sqlite:////srv/queue.sqlite3", "huey.SqliteHuey"),
        ("postgres://desk@db/news", "huey.PostgresHuey"),
        ("redis://cache:6379/1", "huey.PriorityRedisExpireHuey"),
    ],
)
def test_queue_chooses_the_storage_by_scheme(url, storage):
    assert queue(url)["huey_class"] == storage


def test_queue_path_with_a_space_is_unquoted():
    assert (
        queue("sqlite:////srv/my%20desk/queue.sqlite3")["filename"] == "/srv/my desk/queue.sqlite3"
    )


@pytest.mark.parametrize("url", ["mysql://desk@db/news", "oracle://desk@db/news"])
def test_database_with_unknown_scheme_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url, pool=False)


def test_queue_with_unknown_scheme_is_refused():
    with pytest.raises(ImproperlyConfigured, match="QUEUE_URL"):
        queue("amqp://broker")


def test_secret_key_in_creates_a_private_file_once(tmp_path):
    path = tmp_path / "secret-key"

    first = secret_key_in(path)

    assert len(first) > 50
    assert secret_key_in(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
