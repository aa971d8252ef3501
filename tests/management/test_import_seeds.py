"""manage.py import_seeds PATH... [--source NAME] [--dry-run] [--trust-published] ..."""

import pytest
from django.db import IntegrityError, OperationalError

from articles.jobs.heartbeat import beat
from articles.models import Article, ImportRun, RunState, SeedFile
from tests.factories import numbered_seeds, seed_text, source, write_seeds
from tests.management.running import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", numbered_seeds(5))


def test_import_seeds_all_imported_exits_with_0(site):
    ran = run("import_seeds", site)

    assert (ran.code, ran.err) == (0, "")
    assert ran.counts == {
        "New": "5",
        "Changed": "0",
        "Conflict": "0",
        "Unchanged": "0",
        "Rejected": "0",
        "Missing from its source": "0",
    }


def test_import_seeds_again_exits_with_0_and_stores_no_run(site):
    run("import_seeds", site)

    assert run("import_seeds", site).counts["Unchanged"] == "5"
    ran = run("import_seeds", site, "--json")

    assert (ran.code, ran.json["run"], ran.json["items"]) == (0, None, [])
    assert ran.json["totals"]["unchanged"] == 5
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_import_seeds_refused_file_exits_with_1(site, options):
    write_seeds(site, {"bad.md": seed_text(quality="high")})

    ran = run("import_seeds", site, *options)

    assert (ran.code, ran.counts["New"], ran.counts["Rejected"]) == (1, "5", "1")
    assert ran.err.splitlines() == ["bad.md:9: quality: must be a whole number, without quotes."]


@pytest.mark.parametrize("bad", ["_data/organizations/bad.md", "_data/topics/bad.yaml"])
def test_import_seeds_refused_metadata_exits_with_1(site, bad):
    write_seeds(site, {bad: "---\nname: [\n"})

    ran = run("import_seeds", site)

    assert (ran.code, bad in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "There is no file or folder"),
        ("empty.zip", "empty.zip is empty"),
        ("bad.zip", "bad.zip is not a zip"),
        ("fog.txt", "is not a seed"),
    ],
)
def test_import_seeds_unreadable_path_exits_with_2(tmp_path, name, sentence):
    write_seeds(tmp_path, {"empty.zip": b"", "bad.zip": b"no zip", "fog.txt": b"Fog"})

    ran = run("import_seeds", tmp_path / name)

    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


@pytest.mark.parametrize("is_preview", [True, False])
@pytest.mark.parametrize("name", ["bare", "bare/deep/down", "notes"])
def test_import_seeds_empty_folder_exits_with_2(site, tmp_path, name, is_preview):
    run("import_seeds", site)
    write_seeds(tmp_path, {"bare/deep/down/.keep": "", "notes/readme.txt": "Fog"})

    ran = run("import_seeds", tmp_path / name, *(["--dry-run"] if is_preview else []))

    assert (ran.code, ran.out) == (2, "")
    assert f"There are no seeds in {tmp_path / name}." in ran.err
    assert "--allow-empty" in ran.err
    assert not SeedFile.objects.exclude(missing_since=None).exists()


def test_import_seeds_allow_empty_marks_files_missing(site, tmp_path):
    run("import_seeds", site)
    (tmp_path / "bare").mkdir()

    ran = run("import_seeds", tmp_path / "bare", "--allow-empty")

    assert (ran.code, ran.counts["Missing from its source"]) == (0, "5")
    assert "All 5 files imported earlier were not found" in ran.err
    assert Article.objects.drafts().count() == 5


@pytest.mark.parametrize("has_worker", [True, False])
def test_import_seeds_busy_source_exits_with_2_and_says_if_no_worker_runs(site, has_worker):
    ImportRun.objects.create(source=source(), label="elsewhere", state=RunState.QUEUED)
    if has_worker:
        beat()

    ran = run("import_seeds", site)

    assert (ran.code, Article.objects.exists()) == (2, False)
    assert "is not finished (waiting)" in ran.err
    assert ("No background worker is running" in ran.err) != has_worker


def test_import_seeds_too_many_missing_exits_with_1(site):
    run("import_seeds", site)
    for file in sorted(site.rglob("*.md"))[:3]:
        file.unlink()

    ran = run("import_seeds", site, "--archive-missing")

    assert (ran.code, ran.counts["Missing from its source"]) == (1, "3")
    assert "Archived nothing: 3 of 5" in ran.err


def test_import_seeds_dry_run_writes_nothing(site):
    ran = run("import_seeds", site, "--dry-run")

    assert (ran.code, ran.counts["New"]) == (0, "5")
    assert not Article.objects.exists()


def test_import_seeds_takes_several_paths_a_source_and_trust(tmp_path):
    write_seeds(tmp_path, {"a/fog.md": seed_text(published=True), "mist.md": seed_text()})

    run("import_seeds", tmp_path / "a", tmp_path / "mist.md", "--trust-published", "--source", "ai")

    stored = Article.objects.order_by("name").values_list("name", "status", "source__name")
    assert list(stored) == [("fog", "published", "ai"), ("mist", "draft", "ai")]


def test_import_seeds_json_has_totals_and_items(site):
    write_seeds(site, {"bad.md": b"---\nno end", "_data/topics/t.yml": "_id: '1'\nname: Ü\n"})

    ran = run("import_seeds", site, "--json")

    assert (ran.code, "bad.md" in ran.err) == (1, True)
    (refused,) = (item for item in ran.json["items"] if item["outcome"] == "refused")
    assert ran.json | {"items": []} == {
        "run": ImportRun.objects.get().pk,
        "source": "default",
        "dry_run": False,
        "totals": {
            "created": 5,
            "changed": 0,
            "conflict": 0,
            "unchanged": 0,
            "refused": 1,
            "missing": 0,
        },
        "metadata": {"topic": 1},
        "warnings": [],
        "items": [],
    }
    assert refused.keys() == {"path", "outcome", "fields", "problems"}
    assert refused["problems"][0].keys() == {"line", "field", "message"}


def test_import_seeds_unprintable_names_are_imported(tmp_path):
    write_seeds(tmp_path, {"good.md": seed_text()})
    name = b"bad \xff\x1b[2J.md".decode("utf-8", "surrogateescape")
    (tmp_path / name).write_text("")

    ran = run("import_seeds", tmp_path, "--json")

    assert (ran.code, ran.json["totals"]["created"]) == (1, 1)
    assert "\x1b" not in ran.err
    assert ran.err.encode()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OperationalError("could not connect: secret"), "The database does not answer"),
        (IntegrityError("UNIQUE constraint failed: secret"), "The database refused"),
    ],
)
def test_import_seeds_system_error_exits_with_2_and_a_plain_sentence(
    site, monkeypatch, error, sentence
):
    def fail(*_args):
        raise error

    monkeypatch.setattr("articles.ingest.pipeline.store_articles", fail)

    ran = run("import_seeds", site)

    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert "secret" not in ran.err
    assert "Start the command again" in ran.err
