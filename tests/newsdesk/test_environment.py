"""One address says which database or queue; nothing else has to be known."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsdesk.environment import database, queue, secret_key_in


def test_sqlite_is_set_up_for_several_writers():
    config = database("sqlite:////srv/desk.sqlite3", pool=False)

    assert config["NAME"] == "/srv/desk.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in config["OPTIONS"]["init_command"]


def test_postgres_keeps_its_connections():
    config = database("postgres://desk:secret@db/news", pool=False)

    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["HOST"], config["NAME"]) == ("desk", "db", "news")
    assert config["CONN_MAX_AGE"] == 60


def test_postgres_can_pool_them_instead():
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
def test_the_queue_is_where_its_address_says(url, storage):
    assert queue(url)["huey_class"] == storage


def test_a_path_with_a_space_is_a_path():
    assert (
        queue("sqlite:////srv/my%20desk/queue.sqlite3")["filename"] == "/srv/my desk/queue.sqlite3"
    )


@pytest.mark.parametrize("url", ["mysql://desk@db/news", "oracle://desk@db/news"])
def test_other_databases_are_refused_by_name(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url, pool=False)


def test_another_queue_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match="QUEUE_URL"):
        queue("amqp://broker")


def test_the_key_of_a_demo_is_made_once_and_kept_to_oneself(tmp_path):
    path = tmp_path / "secret-key"

    first = secret_key_in(path)

    assert len(first) > 50
    assert secret_key_in(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
