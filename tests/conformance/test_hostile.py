"""Hostile files and zips in real imports: expected results, and valid files are imported.

The files and their verdicts are those of `tests.seeds.hostile`, where the reader is tried on them.
"""

import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from articles.ingest.pipeline import import_seeds
from articles.models import Article, ImportItem
from articles.models.value_fields import article_values
from articles.seeds.sources import SourceRefused
from articles.workflow.actors import SYSTEM
from tests.conformance import tables
from tests.conformance.databases import SqliteDatabases
from tests.conformance.killing import ROOT
from tests.factories import numbered_seeds, write_seeds
from tests.seeds.hostile import HOSTILE_FILES, hostile_zips
from tests.seeds.hostile_zips import GOOD

pytestmark = pytest.mark.django_db

MOST_SECONDS = 2
MOST_MEGABYTES = 300
GOOD_SEEDS = numbered_seeds(5)
CASES = {f"hostile-{number:03}": case for number, case in enumerate(HOSTILE_FILES)}


def hostile_folder(folder, good):
    """Write all hostile files with good ones before, among and behind them."""
    first, last = dict(list(good.items())[::2]), dict(list(good.items())[1::2])
    write_seeds(folder, {f"a/{path}": text for path, text in first.items()})
    write_seeds(folder, {f"b/{name}.md": case.data for name, case in CASES.items()})
    return write_seeds(folder, {f"c/{path}": text for path, text in last.items()})


@pytest.fixture(scope="module")
def everything(module_desk, tmp_path_factory):
    """One import of all hostile files between five good ones."""
    return import_seeds([hostile_folder(tmp_path_factory.mktemp("all"), GOOD_SEEDS)], by=SYSTEM)


def test_hostile_import_stores_valid_files(everything):
    taken = [case for case in CASES.values() if case.verdict == "taken"]

    assert len(CASES) > 60
    assert everything.totals["created"] == len(GOOD_SEEDS) + len(taken)
    assert everything.totals["refused"] == len(CASES) - len(taken)
    assert Article.objects.filter(name__contains="report").count() >= len(GOOD_SEEDS)


def test_hostile_import_reports_refused_files_and_stores_none(everything):
    items = {item.path: item for item in ImportItem.objects.filter(run=everything.run)}
    for name, case in CASES.items():
        if case.verdict == "refused":
            item = items[f"b/{name}.md"]
            assert item.outcome == "refused"
            assert any(case.reason in problem["message"] for problem in item.problems)
            assert item.article_id is None


def test_hostile_import_sanitizes_accepted_files(everything):
    items = ImportItem.objects.filter(run=everything.run)
    problems = {item.article_id: item.problems for item in items}
    articles = {article.name: article for article in Article.objects.for_values()}
    for name, case in CASES.items():
        if case.verdict == "taken":
            values = article_values(articles[name])
            assert {key: values[key] for key in case.values} == case.values
            warned = {problem["field"] for problem in problems[articles[name].pk]}
            assert warned - {"publishedDateTime"} == set(case.warned)  # the dates are far ahead


def test_hostile_import_again_refuses_the_same(everything, tmp_path):
    folder = everything.run.label
    before = tables.desk(without=())

    again = import_seeds([ROOT / folder], by=SYSTEM)

    assert again.totals["refused"] == everything.totals["refused"]
    assert again.totals["created"] == again.totals["changed"] == 0
    assert tables.desk(without=()) == before


@pytest.mark.parametrize("case", hostile_zips(), ids=lambda case: case.name)
def test_hostile_zip_imports_valid_members(case, tmp_path):
    """A name that is there twice is both: the first is good."""
    path = case.write(tmp_path)
    seeds = {name: verdict for name, verdict in case.items.items() if name.endswith(".md")}
    good = [name for name, verdict in seeds.items() if verdict in {GOOD, "twice"}]
    bad = [name for name, verdict in seeds.items() if verdict != GOOD]
    started = time.process_time()

    if case.verdict == "refused":
        with pytest.raises(SourceRefused, match=case.reason):
            import_seeds([path], by=SYSTEM, source="zip")
        assert not Article.objects.filter(source__name="zip").exists()
    else:
        totals = import_seeds([path], by=SYSTEM, source="zip").totals
        assert (totals["created"], totals["refused"]) == (len(good), len(bad))
    assert time.process_time() - started < MOST_SECONDS


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="memory is a matter of reading")
def test_hostile_import_process_memory_is_bounded(tmp_path):
    """With so many good ones that the hostile ones are read ahead, by a second process."""
    folder = hostile_folder(tmp_path / "source", numbered_seeds(1_500))
    databases = SqliteDatabases(tmp_path)
    environment = os.environ | {"DATABASE_URL": databases.url(databases.new())}
    manage(environment, "migrate", "--verbosity", "0")

    done = manage(environment, "import_seeds", str(folder), before=TELL_THE_PEAK)

    assert done.returncode == 1, done.stderr  # done, with files refused
    assert "New: 15" in done.stdout
    assert int(done.stderr.split()[-1]) / 1024 < MOST_MEGABYTES


# Asked of a process between, since this one's children have been browsers, too.
_ASK = (
    "import resource, subprocess, sys; code = subprocess.call([sys.executable, *sys.argv[1:]]);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr);"
    "sys.exit(code)"
)
TELL_THE_PEAK = ("-c", _ASK)


def manage(environment, *command, before=()):
    environment = environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        [sys.executable, *before, "manage.py", *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
