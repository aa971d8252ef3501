"""The JSON and the news sitemap of the Power Apps site are what that site serves, byte for byte."""

import filecmp
import shutil

import pytest
from django.core.management import call_command
from django.db import connection

from articles.export.file_writing import TEMPORARY
from articles.export.manifest import NAME
from tests.conformance.databases import SqliteDatabases
from tests.conformance.exported import diff
from tests.conformance.killing import Bench, moments
from tests.conformance.publishing import POWERAPPS_RULE, publish_ready
from tests.conformance.sites import POWERAPPS
from tests.depth import by_depth

SITE_URL = "https://everyday.cc/powerapps"
MOMENTS = by_depth(5, 5, 20)


@pytest.fixture(scope="module")
def live(powerapps):
    publish_ready(*POWERAPPS_RULE)


@pytest.fixture(autouse=True)
def site_url(settings, monkeypatch):
    settings.NEWSDESK_SITE_URL = SITE_URL
    monkeypatch.setenv("SITE_URL", SITE_URL)


def differences(out, expected=POWERAPPS):
    sitemaps = [folder / "news-sitemap.xml" for folder in (expected, out)]
    return diff(expected / "api" / "news", out / "api" / "news") + diff(*sitemaps)


@pytest.mark.django_db
def test_export_site_is_same_bytes(live, tmp_path):
    call_command("export_site", tmp_path)

    assert differences(tmp_path) == []
    assert {path.name for path in tmp_path.iterdir()} == {"api", "news-sitemap.xml", NAME}


@pytest.mark.django_db
def test_live_site_is_same_bytes(live, client):
    paths = [*(POWERAPPS / "api" / "news").rglob("*.json"), POWERAPPS / "news-sitemap.xml"]

    answers = {path: client.get(f"/{path.relative_to(POWERAPPS)}") for path in paths}

    assert [path for path in paths if answers[path].content != path.read_bytes()] == []
    assert client.get("/api/news/page/17/index.json").status_code == 404
    assert client.get("/api/news/portals/index.json").status_code == 404


@pytest.mark.slow
def test_killed_export_leaves_no_half_file_and_is_resumed(sites, site_url, tmp_path):
    """Each of two exports is killed at random moments: into nothing, and over a longer one."""
    if connection.vendor != "sqlite":
        pytest.skip("what is killed writes files, not rows")
    databases = SqliteDatabases(tmp_path)
    bench = Bench(databases, tmp_path)
    long = databases.new()
    bench.run(long, ("migrate", "--verbosity", "0"))
    bench.run(long, ("import_seeds", str(POWERAPPS)))
    short = databases.copy(long)
    bench.run(long, ("publish_ready", "--threshold", "70"))
    bench.run(short, ("publish_ready", "--threshold", "80"))
    whole, fewer, empty = (tmp_path / name for name in ("whole", "fewer", "empty"))
    empty.mkdir()
    seconds = bench.run(long, ("export_site", whole))
    bench.run(short, ("export_site", fewer))
    assert differences(whole) == []

    killed = 0
    for number, moment in enumerate(moments(MOMENTS, seconds)):
        for database, before, after in ((long, empty, whole), (short, whole, fewer)):
            out = tmp_path / f"{after.name}-{number}"
            shutil.copytree(before, out)
            killed += bench.kill(database, ("export_site", out), moment)
            assert half_files(out, before, after) == []
            bench.run(database, ("export_site", out))
            assert differences(out, after) == []
            assert filecmp.cmp(out / NAME, after / NAME, shallow=False)
    bench.close()
    assert killed > 0


def half_files(out, before, after):
    """Return the files that are neither as before nor as after the export."""
    files = [path.relative_to(out) for path in out.rglob("*") if path.is_file()]
    return [
        path
        for path in files
        if path.name not in {NAME, TEMPORARY}
        and not any(same(out / path, folder / path) for folder in (before, after))
    ]


def same(one, other):
    return other.is_file() and one.read_bytes() == other.read_bytes()
