"""A run that is killed at any moment and started again ends as an undisturbed one.

Killed means SIGKILL: nothing is tidied up. Each command dies at random moments spread over the
time that it takes, each time on a fresh copy of one database, in transactions made short so that
most moments lie between two of them.
"""

import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests.conformance.databases import PostgresDatabases, SqliteDatabases
from tests.conformance.killing import ROOT, Bench, kill_and_start_again
from tests.conformance.sites import AI, AI_EARLIER, POWERAPPS
from tests.conformance.tables import difference
from tests.depth import by_depth

pytestmark = pytest.mark.slow

IMPORT = ("import_seeds", POWERAPPS)
PUBLISH = ("publish_ready", "--threshold", "70")
MOMENTS = by_depth(5, 5, 20)


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    if connection.vendor == "sqlite":
        yield SqliteDatabases(tmp_path_factory.mktemp("databases"))
    else:
        databases = PostgresDatabases(f"kill_{os.getpid()}")
        yield databases
        databases.drop_all()


@pytest.fixture(scope="module")
def bench(sites, databases, tmp_path_factory):
    yield from a_bench(databases, tmp_path_factory)


@pytest.fixture(scope="module")
def other_bench(sites, databases, tmp_path_factory):
    yield from a_bench(databases, tmp_path_factory)


def a_bench(databases, tmp_path_factory):
    bench = Bench(databases, tmp_path_factory.mktemp("bench"))
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def empty(bench):
    database = bench.databases.new()
    bench.run(database, ("migrate", "--verbosity", "0"))
    return database


@pytest.fixture(scope="module")
def imported(bench, empty):
    """A desk with the Power Apps site."""
    database = bench.databases.copy(empty)
    bench.run(database, IMPORT)
    return database


def check(bench, start, command, count=MOMENTS):
    """Kill at so many moments, whichever of them the machine's speed puts into mid-work."""
    killed, differences = kill_and_start_again(bench, start, command, count)
    assert differences == {}
    assert killed > 0


def test_killed_import_is_resumed(bench, empty):
    check(bench, empty, IMPORT)


def test_killed_import_of_changes_is_resumed(bench, empty):
    database = bench.databases.copy(empty)
    bench.run(database, ("import_seeds", AI_EARLIER))

    check(bench, database, ("import_seeds", AI), count=by_depth(3, 3, 7))


def test_killed_publish_run_is_resumed(bench, imported):
    check(bench, imported, PUBLISH)


def test_killed_import_many_times_is_resumed(bench, empty, imported):
    seconds = bench.run(bench.databases.copy(empty), IMPORT)
    database = bench.databases.copy(empty)

    deaths = 0
    # Each time a little later: on a slow machine half of the time may not be enough to wait for
    # the lease of the killed run and to do a batch.
    while bench.kill(database, IMPORT, after=seconds / 2 * 1.2**deaths):
        deaths += 1
        assert deaths < 20, "it never gets any further"

    assert deaths > 0
    assert difference(bench.history(imported), bench.history(database)) == {}


def test_concurrent_imports_of_one_source_run_once(bench, other_bench, empty, imported):
    """One of them does the work; the other is busy or finds nothing to do."""
    database = bench.databases.copy(empty)
    for each in (bench, other_bench):
        each.ask(database, command=[*map(str, IMPORT)], numbers={})

    codes = {bench.hear()["code"], other_bench.hear()["code"]}

    assert codes <= {0, 2}
    assert 0 in codes
    assert difference(bench.history(imported), bench.history(database)) == {}


def test_concurrent_publish_runs_publish_once(bench, other_bench, imported):
    """Each draft is published once, by one of them."""
    database = bench.databases.copy(imported)
    for each in (bench, other_bench):
        each.ask(database, command=[*PUBLISH], numbers={})
    assert {bench.hear()["code"], other_bench.hear()["code"]} == {0}

    published = bench.history(database)

    alone = bench.databases.copy(imported)
    bench.run(alone, PUBLISH)
    once = bench.history(alone)
    assert published["Article"] == once["Article"]
    assert without_runs(published["Event"]) == without_runs(once["Event"])


def without_runs(events):
    return [{name: value for name, value in event.items() if "run" not in name} for event in events]


@pytest.mark.parametrize("after", [0.5, 1.5])
def test_killed_manage_py_is_resumed(bench, empty, imported, after):
    """The same with nothing between: a command as a person starts it."""
    database = bench.databases.copy(empty)
    url = bench.databases.url(database)

    killed = start_manage_py(url, *IMPORT)
    time.sleep(after)
    killed.kill()
    killed.communicate()
    again = start_manage_py(url, *IMPORT)

    assert again.wait() == 0
    assert difference(bench.history(imported), bench.history(database)) == {}


def start_manage_py(url, *command):
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LEASE_SECONDS": "3",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def test_killed_undo_of_import_is_resumed(bench, imported):
    check(bench, imported, ("undo_run", "import:1"))


def test_killed_undo_of_changes_is_resumed(bench, empty):
    database = bench.databases.copy(empty)
    bench.run(database, ("import_seeds", AI_EARLIER))
    bench.run(database, ("import_seeds", AI))

    check(bench, database, ("undo_run", "import:2"), count=by_depth(3, 3, 7))


def test_killed_undo_of_publish_run_is_resumed(bench, imported):
    database = bench.databases.copy(imported)
    bench.run(database, PUBLISH)

    check(bench, database, ("undo_run", "publish:1"))
