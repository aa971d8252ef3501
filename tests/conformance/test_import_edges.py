"""Where imports go wrong for others: the same name twice, two at once, half a run, odd names."""

import contextlib
import shutil
import zipfile
from pathlib import Path

import pytest
from django.db import transaction

from articles.export.files import export_seeds
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
    SeedFile,
    Source,
    Status,
    Topic,
)
from articles.seeds.sources import SourceRefused
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import archive, reject
from tests.conformance import tables
from tests.conformance.made import only as write_source
from tests.factories import seed_text as seed

pytestmark = pytest.mark.django_db


def take(*paths, **how):
    return import_seeds([*paths], by=SYSTEM, **how)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "source"


def test_two_folders_with_a_file_of_the_same_path_are_taken_and_the_second_is_refused(tmp_path):
    one = write_source(tmp_path / "one", {"_posts/a.md": seed(title="One")})
    two = write_source(tmp_path / "two", {"_posts/a.md": seed(), "_posts/b.md": seed()})

    report = take(one, two)

    assert (report.totals["created"], report.totals["refused"]) == (2, 1)
    assert Article.objects.get(name="a").title == "One"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_a_name_twice_gives_the_first_and_refuses_the_second(tmp_path):
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive_:
        for title in ("First", "Second"):
            archive_.writestr("a.md", seed(title=title))
        archive_.writestr("b.md", seed())

    report = take(path)

    assert (report.totals["created"], report.totals["refused"]) == (2, 1)
    assert Article.objects.get(name="a").title == "First"


def test_a_numbered_slug_never_takes_the_slug_of_a_file_beside_it(folder):
    take(write_source(folder, {"a.md": seed()}), source="first")

    report = take(write_source(folder, {"a.md": seed(), "a-2.md": seed()}), source="second")

    assert report.totals["created"] == 2
    assert Article.objects.values("slug").distinct().count() == 3


def test_an_article_written_here_is_found_again_when_its_export_is_imported(folder):
    source = Source.objects.create(name="default")
    article = Article(
        source=source, name="2026-11-03-a-note", slug="a-note", title="A note",
        published_at="2026-11-03T08:00:00+00:00", body="Written here.", title_time_hash=0,
    )  # fmt: skip
    article.save()
    export_seeds(folder)

    report = take(folder)

    assert report.totals["refused"] == 0
    assert Article.objects.get().pk == article.pk


def test_a_cancelled_import_that_is_started_again_ends_like_an_undisturbed_one(folder, monkeypatch):
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


def test_a_cancelled_import_leaves_nothing_outranked_by_what_a_person_rejected(folder, monkeypatch):
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


def test_an_import_that_failed_in_this_process_does_not_block_the_next(folder, monkeypatch):
    monkeypatch.setattr("articles.ingest.pipeline.BATCH", 1)
    write_source(folder, {"a.md": seed()})

    def fail(size):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        take(folder, progress=fail)
    report = take(folder)

    assert not ImportRun.objects.filter(state=RunState.RUNNING).exists()
    assert report.totals["created"] + report.totals["unchanged"] == 1


def test_an_import_that_was_overtaken_by_another_one_does_no_harm(folder, monkeypatch):
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


def test_an_import_can_be_undone_while_another_one_of_its_source_waits(folder):
    first = take(write_source(folder, {"a.md": seed()})).run
    ImportRun.objects.create(source=first.source, label="elsewhere", state=RunState.QUEUED)

    with contextlib.suppress(NotPossible):
        undo_import_run(first, by=SYSTEM)

    first.refresh_from_db()
    assert first.state in {RunState.DONE, RunState.UNDONE}


def test_archiving_what_an_earlier_import_has_reported_as_gone_can_be_undone(folder):
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    del files["3.md"]
    take(write_source(folder, files))
    run = take(folder, options=Options(archive_missing=True)).run
    assert Article.objects.get(name="3").status == Status.ARCHIVED

    undo_import_run(run, by=SYSTEM)

    assert Article.objects.get(name="3").status == Status.DRAFT


def test_archiving_missing_files_again_writes_not_one_row(folder):
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    del files["3.md"]
    take(write_source(folder, files), options=Options(archive_missing=True))
    before = tables.whole()

    take(folder, options=Options(archive_missing=True))

    assert tables.whole() == before


def test_archiving_that_was_refused_is_refused_again(folder):
    """A fifth of what? What an import brings itself must not make the next one think better."""
    take(write_source(folder, {f"{n}.md": seed(title=f"Item {n}") for n in range(3)}))
    later = {f"{n}.md": seed(title=f"Item {n}") for n in range(1, 6)}
    first = take(write_source(folder, later), options=Options(archive_missing=True))

    second = take(folder, options=Options(archive_missing=True))

    assert second.archiving_refused is first.archiving_refused


def test_a_file_that_cannot_be_read_is_not_gone(folder):
    """What is refused today is there: it must never be archived as missing."""
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    (folder / "3.md").unlink()
    (folder / "3.md").symlink_to("4.md")

    report = take(folder, options=Options(archive_missing=True))

    assert (report.totals["refused"], report.totals["gone"]) == (1, 0)
    assert Article.objects.get(name="3").status == Status.DRAFT


def test_what_a_topic_file_made_goes_with_its_import(folder):
    before = tables.desk()
    topic = b"_id: tides\nname: Tides\nparent: The sea\nkeywords: [tide]\n"
    run = take(
        write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": seed(topics=None)})
    ).run
    assert Topic.objects.count() == 2

    undo_import_run(run, by=SYSTEM)

    assert tables.desk() == before


def test_nul_in_the_keys_of_services_is_refused_or_neutralised(folder):
    topic = b'_id: tides\nname: Tides\nservices: {"a\\0b": "https://tidewire.example/"}\n'
    good = seed()

    report = take(write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": good}))

    assert report.totals["created"] == 1


def test_nul_in_a_key_that_is_named_in_an_error_is_no_harm(folder):
    topic = b'_id: tides\nname: Tides\nservices: {"a\\0b": 3}\n'

    report = take(write_source(folder, {"_data/topics/tides.yaml": topic, "a.md": seed()}))

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)
    assert ImportItem.objects.get(outcome="refused").problems


@pytest.mark.parametrize("name", ["x" * 3000, "nul\0.md", "a\u202eb.md", "/up.md", "C:up.md"])
def test_an_impossible_name_in_a_zip_is_refused_and_the_rest_is_taken(tmp_path, name):
    path = tmp_path / "names.zip"
    info = zipfile.ZipInfo("a.md")
    info.filename = name if name.endswith(".md") else f"{name}.md"
    with zipfile.ZipFile(path, "w") as archive_:
        archive_.writestr(info, seed(title="Evil"))
        archive_.writestr("good.md", seed())

    report = take(path)

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)


def test_a_long_path_in_a_folder_is_refused_and_the_rest_is_taken(folder):
    deep = Path(*["d" * 200] * 6)
    write_source(folder, {f"{deep}/a.md": seed(), "good.md": seed()})

    report = take(folder)

    assert (report.totals["created"], report.totals["refused"]) == (1, 1)


@pytest.mark.parametrize("name", [b"\xff.md", b"a\x01.md", b"x" * 252 + b".md"])
def test_a_single_file_with_an_impossible_name_is_refused(tmp_path, name):
    path = tmp_path / name.decode("utf-8", "surrogateescape")
    path.write_text(seed())

    with contextlib.suppress(SourceRefused):
        assert take(path).totals["refused"] == 1

    assert not Article.objects.exists()


def test_a_file_that_went_and_came_back_is_the_same_item(folder):
    files = {f"{n}.md": seed(title=f"Item {n}") for n in range(10)}
    take(write_source(folder, files))
    archive(Article.objects.get(name="3"), by=SYSTEM)
    without = {name: data for name, data in files.items() if name != "3.md"}
    take(write_source(folder, without))

    report = take(write_source(folder, files))

    assert (report.totals["changed"], report.totals["unchanged"]) == (1, 9)
    assert SeedFile.objects.get(name="3").missing_since is None
    assert Article.objects.get(name="3").status == Status.ARCHIVED


def test_a_file_that_moves_within_its_source_is_the_same_item(folder):
    take(write_source(folder, {"_posts/a.md": seed()}))
    shutil.move(folder / "_posts/a.md", folder / "a.md")

    report = take(folder)

    assert dict(report.totals) == {"changed": 1}
    assert [item.fields for item in report.items] == [["path"]]
    assert SeedFile.objects.get().path == "a.md"
