"""Where imports go wrong for others: the same name twice, two at once, half a run, odd names."""

import contextlib
from pathlib import Path

import pytest
from django.db import transaction

from articles.ingest.classify import known_files
from articles.ingest.import_state import ImportBusy
from articles.ingest.job import cancel_import
from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.undo import undo_import_run
from articles.jobs.lease import JobCancelled
from articles.models import (
    Article,
    Event,
    ImportItem,
    ImportRun,
    RelatedLink,
    RunState,
    Status,
    Topic,
)
from articles.seeds.sources import SourceRefused
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import reject
from tests.conformance import tables
from tests.conformance.made import only as write_source
from tests.factories import seed_text as seed

pytestmark = pytest.mark.django_db


def take(*paths, **how):
    return import_seeds([*paths], by=SYSTEM, **how)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "source"


def test_import_cancelled_then_restarted_equals_uninterrupted(folder, monkeypatch):
    monkeypatch.setattr("articles.ingest.pipeline.BATCH", 2)
    write_source(folder, a_story_of(40))
    with transaction.atomic():
        take(folder)
        expected = links()
        transaction.set_rollback(True)

    with pytest.raises(JobCancelled):
        take(folder, progress=cancel_at_once)
    assert 0 < Article.objects.count() < 40
    take(folder)

    assert all(target for _, target in expected)
    assert links() == expected


def test_import_cancelled_updates_ranking_of_rejected(folder, monkeypatch):
    monkeypatch.setattr("articles.ingest.pipeline.BATCH", 1)
    lead, other = a_story_of(2).items()
    take(write_source(folder, dict([lead, other])))
    reject(Article.objects.get(name=other[0][:-3]), by=SYSTEM)
    assert Article.objects.get(name=lead[0][:-3]).top_related_quality is None
    changed = lead[1].replace("related: [{", 'related: [{"excerpt": "New.", ', 1)
    assert changed != lead[1]

    with pytest.raises(JobCancelled):
        take(write_source(folder, {lead[0]: changed, other[0]: other[1] + "\n\nBody."}),
             progress=cancel_at_once)  # fmt: skip
    assert Article.objects.get(name=lead[0][:-3]).links.get().excerpt == "New."

    assert Article.objects.get(name=lead[0][:-3]).top_related_quality is None


def a_story_of(size):
    """Seeds that name each other in a ring as related coverage, by title and time."""
    time = "2026-11-03T08:00:00Z"
    titles = [f"Storm report {number}" for number in range(size)]
    names = [f"2026-11-03-storm-report-{number}.md" for number in range(size)]
    links = [
        [{"title": titles[(n + 1) % size], "publishedDateTime": time, "quality": 90}]
        for n in range(size)
    ]  # fmt: skip
    return {
        name: seed(
            title=title,
            publishedDateTime=time,
            webUrl=f"https://tidewire.example/{name}",
            related=related,
        )
        for name, title, related in zip(names, titles, links, strict=True)
    }


def links():
    return sorted(RelatedLink.objects.values_list("article__name", "target__name"))


def cancel_at_once(size):
    """As soon as there is a run, which is when something was stored."""
    for run in ImportRun.objects.filter(state=RunState.RUNNING):
        cancel_import(run, by=SYSTEM)


def test_import_overtaken_by_another_is_refused(folder, monkeypatch):
    """It has seen that nothing is known yet; before it stores, the other has stored all."""
    write_source(folder, {"a.md": seed(), "b.md": seed(title="Other")})
    monkeypatch.setattr(
        "articles.ingest.import_state.known_files", overtaken_by(lambda: take(folder))
    )

    with contextlib.suppress(ImportBusy):
        take(folder)

    assert Article.objects.count() == Event.objects.count() == 2
    assert not ImportRun.objects.filter(state=RunState.RUNNING).exists()


def overtaken_by(meanwhile):
    """Return a `known_files` after whose first call something else happens."""
    calls = []

    def known(source):
        calls.append(source)
        shelf = known_files(source)
        if len(calls) == 1:
            meanwhile()
        return shelf

    return known


def test_undo_while_another_import_is_queued(folder):
    first = take(write_source(folder, {"a.md": seed()})).run
    ImportRun.objects.create(source=first.source, label="elsewhere", state=RunState.QUEUED)

    with contextlib.suppress(NotPossible):
        undo_import_run(first, by=SYSTEM)

    first.refresh_from_db()
    assert first.state in {RunState.DONE, RunState.UNDONE}


def test_undo_archiving_of_earlier_missing_files(folder):
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    del files["3.md"]
    take(write_source(folder, files))
    run = take(folder, options=Options(archive_missing=True)).run
    assert Article.objects.get(name="3").status == Status.ARCHIVED

    undo_import_run(run, by=SYSTEM)

    assert Article.objects.get(name="3").status == Status.DRAFT


def test_archive_missing_refused_is_refused_again(folder):
    """A fifth of what? What an import brings itself must not make the next one think better."""
    take(write_source(folder, {f"{n}.md": seed(title=f"Item {n}") for n in range(3)}))
    later = {f"{n}.md": seed(title=f"Item {n}") for n in range(1, 6)}
    first = take(write_source(folder, later), options=Options(archive_missing=True))

    second = take(folder, options=Options(archive_missing=True))

    assert second.archiving_refused is first.archiving_refused


def test_import_unreadable_file_is_not_missing(folder):
    """What is refused today is there: it must never be archived as missing."""
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    (folder / "3.md").unlink()
    (folder / "3.md").symlink_to("4.md")

    report = take(folder, options=Options(archive_missing=True))

    assert (report.totals["refused"], report.totals["gone"]) == (1, 0)
    assert Article.objects.get(name="3").status == Status.DRAFT


def test_undo_deletes_created_topics(folder):
    before = tables.desk()
    topic = b"_id: tides\nname: Tides\nparent: The sea\nkeywords: [tide]\n"
    run = take(
        write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": seed(topics=None)})
    ).run
    assert Topic.objects.count() == 2

    undo_import_run(run, by=SYSTEM)

    assert tables.desk() == before


def test_import_nul_in_service_keys_is_handled(folder):
    topic = b'_id: tides\nname: Tides\nservices: {"a\\0b": "https://tidewire.example/"}\n'
    good = seed()

    report = take(write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": good}))

    assert report.totals["created"] == 1


def test_import_nul_in_key_of_error_is_stored(folder):
    topic = b'_id: tides\nname: Tides\nservices: {"a\\0b": 3}\n'

    report = take(write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": seed()}))

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)
    assert ImportItem.objects.get(outcome="refused").problems


def test_import_long_path_is_refused(folder):
    deep = Path(*["d" * 200] * 6)
    write_source(folder, {f"{deep}/a.md": seed(), "good.md": seed()})

    report = take(folder)

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)


@pytest.mark.parametrize("name", [b"\xff.md", b"a\x01.md", b"x" * 252 + b".md"])
def test_import_single_file_invalid_name_is_refused(tmp_path, name):
    path = tmp_path / name.decode("utf-8", "surrogateescape")
    path.write_text(seed())

    with contextlib.suppress(SourceRefused):
        assert take(path).totals["refused"] == 1

    assert not Article.objects.exists()
