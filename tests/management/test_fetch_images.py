"""manage.py fetch_images [--host HOST] [--limit N] [--json]"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from articles.models import FetchState, ImageFetch
from tests.images.fetching import waiting
from tests.images.hostile_server import PICTURE, hostile_server
from tests.management.running import run


@pytest.fixture
def server(settings):
    settings.NEWSDESK_FETCH_IMAGES = True
    settings.NEWSDESK_IMAGES_FROM_LOOPBACK = True
    with hostile_server() as started:
        yield started


@pytest.mark.django_db
def test_fetch_images_prints_counts_and_exits_with_0(server):
    waiting(server.url("fine"))

    ran = run("fetch_images")

    assert (ran.code, ran.err) == (0, "")
    assert ran.counts == {"Waiting": "0", "Fetched": "1", "Refused": "0", "Failed": "0"}


@pytest.mark.django_db
def test_fetch_images_names_what_it_has_not_got_and_exits_with_1(server):
    for path in ("fine", "missing", "loop", "broken"):
        waiting(server.url(path))

    ran = run("fetch_images", "--json")

    assert ran.code == 1
    assert ran.json["totals"] == {"waiting": 1, "fetched": 1, "refused": 1, "failed": 1}
    assert {"url": server.url("fine"), "state": "fetched", "reason": ""} in ran.json["items"]
    assert f"{server.url('missing')}: The server answered 404 Not Found." in ran.err
    assert len(ran.err.splitlines()) == 3


@pytest.mark.django_db
def test_fetch_images_asks_only_the_host_and_as_many_as_it_may(server):
    for number in range(3):
        waiting(server.url(f"fine?{number}"))

    assert run("fetch_images", "--host", "other.example").counts["Fetched"] == "0"
    assert run("fetch_images", "--host", "127.0.0.1", "--limit", 2).counts["Fetched"] == "2"
    assert ImageFetch.objects.filter(state=FetchState.WAITING).count() == 1


@pytest.mark.django_db
def test_fetch_images_does_nothing_where_fetching_is_off(server, settings):
    settings.NEWSDESK_FETCH_IMAGES = False
    waiting(server.url("fine"))

    ran = run("fetch_images")

    assert ran.code == 2
    assert "turned off by the setting FETCH_IMAGES" in ran.err
    assert server.requests == {}


@pytest.mark.slow
def test_fetch_images_that_was_killed_is_taken_up_after_its_lease(tmp_path):
    """The killed command holds a row and a connection; the next one ends what it began."""
    database, media = tmp_path / "desk.sqlite3", tmp_path / "media"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
        "DEBUG": "true",
        "FETCH_IMAGES": "true",
        "IMAGES_FROM_LOOPBACK": "true",
        "LEASE_SECONDS": "1",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
    }

    def manage(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "manage.py", *arguments], env=environment)

    def row() -> tuple[str, str, int]:
        query = "SELECT state, worker, tries FROM articles_imagefetch"
        with closing(sqlite3.connect(database)) as connection:
            return tuple(connection.execute(query).fetchone())

    assert manage("migrate", "--verbosity", "0").wait() == 0
    with hostile_server() as server:
        code = (
            "import django; django.setup(); from tests.images.fetching import waiting;"
            f"waiting({server.url('held')!r})"
        )
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        killed = manage("fetch_images")
        end = time.monotonic() + 30
        while not server.requests["held"] and time.monotonic() < end:
            time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        state, worker, tries = row()
        assert (state, bool(worker), tries) == ("waiting", True, 1)

        server.release.set()
        while row()[0] == "waiting" and time.monotonic() < end:
            assert manage("fetch_images").wait() == 0
        assert row() == ("fetched", "", 0)

    originals = [path for path in Path(media / "images").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in originals] == [PICTURE]
