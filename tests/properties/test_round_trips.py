"""Import twice changes nothing; export then import changes nothing; whatever is in the files."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.bulk_actions.merging import articles_of, merge_into, rename_topic
from articles.export.files import export_seeds
from articles.ingest.pipeline import import_seeds
from articles.ingest.undo import undo_import_run
from articles.jobs.lifecycle import execute
from articles.models import Article, ArticleTopic, Conflict, Topic
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import archive, hold, publish, reject
from tests.conformance import tables
from tests.depth import by_depth
from tests.properties.worlds import contents, fresh_desk, write_files
from tests.seeds.strategies import fields

pytestmark = pytest.mark.django_db

NAMES = ("2031-05-04-a", "2031-05-04-a-2", "b.c", "Größe")
CONTENTS = st.fixed_dictionaries(fields | {"published": st.booleans()})
SOURCES = st.dictionaries(st.sampled_from(NAMES), CONTENTS, min_size=1, max_size=3)
EDITS = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from(sorted(fields)).flatmap(
        lambda name: st.fixed_dictionaries({name: fields[name]})
    ),
)
VERBS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([publish, reject, hold, archive]))

few = settings(max_examples=by_depth(6, 15, 25), suppress_health_check=[HealthCheck.too_slow])


def take(folder, source="default"):
    return import_seeds([folder], by=SYSTEM, source=source)


def said_by(folder):
    """Return what the files of a folder say, by name."""
    paths = (folder / "_posts").glob("*.md")
    return {path.stem: read_article(path.name, path.read_bytes()).values() for path in paths}


def values(source="default"):
    """Return the articles' values, by name."""
    return {
        name: {key: value for key, value in each.items() if key not in {"status", "held"}}
        for name, each in contents(source).items()
    }


def work(edits, verbs):
    """Let editors do some of this to the articles that there are."""
    for name, changes in edits.items():
        for article in Article.objects.filter(name=name):
            edit(article, changes, by=SYSTEM)
    for name, verb in verbs.items():
        for article in Article.objects.filter(name=name):
            if verb is not publish or not article.incomplete_reason:
                verb(article, by=SYSTEM)


@few
@given(SOURCES)
def test_import_stores_values_of_files(files):
    with fresh_desk() as folder:
        report = take(write_files(folder, files))

        assert (report.totals["created"], report.totals["refused"]) == (len(files), 0)
        assert values() == said_by(folder)


@few
@given(SOURCES, EDITS, VERBS)
def test_import_twice_changes_nothing(files, edits, verbs):
    with fresh_desk() as folder:
        take(write_files(folder, files))
        work(edits, verbs)
        before = tables.whole()

        report = take(folder)

        assert dict(report.totals) == {"unchanged": len(files)}
        assert tables.difference(before, tables.whole()) == {}


@few
@given(SOURCES, SOURCES, EDITS)
def test_import_changed_source_twice_changes_nothing(files, later, edits):
    with fresh_desk() as folder:
        take(write_files(folder, files))
        work(edits, {})
        take(write_files(folder, later))
        before = tables.whole()

        take(folder)

        assert tables.difference(before, tables.whole()) == {}


@few
@given(SOURCES, EDITS, VERBS)
def test_export_then_import_changes_nothing(files, edits, verbs):
    with fresh_desk() as folder:
        take(write_files(folder / "in", files))
        work(edits, verbs)
        before = contents()

        export_seeds(folder / "out")
        report = take(folder / "out")

        assert contents() == before
        assert not Conflict.objects.exists()
        assert report.totals["created"] == report.totals["refused"] == report.totals["missing"] == 0


@few
@given(SOURCES, SOURCES, st.randoms())
def test_merged_and_renamed_topics_survive_exports_and_imports(files, later, random):
    with fresh_desk() as folder:
        take(write_files(folder / "in", files))
        topics = list(Topic.objects.order_by("pk"))
        random.shuffle(topics)
        for old, into in zip(topics[::2], topics[1::2], strict=False):
            execute(merge_into(old, into, by=SYSTEM, expected=articles_of(old).count()))
        for topic in topics[1:2]:
            rename_topic(topic, "A name that no file has", by=SYSTEM)
        before = values()

        take(folder / "in")
        export_seeds(folder / "out")
        take(folder / "out", source="elsewhere")

        assert values() == before == values("elsewhere")
        take(write_files(folder / "in", later))
        assert not ArticleTopic.objects.filter(topic__merged_into__isnull=False).exists()


@few
@given(SOURCES, EDITS, VERBS)
def test_export_of_imported_export_is_same_bytes(files, edits, verbs):
    with fresh_desk() as folder:
        take(write_files(folder / "in", files))
        work(edits, verbs)
        export_seeds(folder / "out")
        before = bytes_in(folder / "out")
        take(folder / "out")

        export_seeds(folder / "again")

        assert bytes_in(folder / "again") == before


@few
@given(SOURCES, EDITS)
def test_import_export_into_empty_database_gives_same_articles(files, edits):
    with fresh_desk() as folder:
        take(write_files(folder / "in", files))
        work(edits, {})
        export_seeds(folder / "out")

        take(folder / "out", source="elsewhere")

        assert values("elsewhere") == values()


@few
@given(SOURCES, SOURCES, EDITS, VERBS)
def test_undo_untouched_import_restores_all(files, later, edits, verbs):
    with fresh_desk() as folder:
        take(write_files(folder, files))
        work(edits, verbs)
        before = tables.desk()

        run = take(write_files(folder, later)).run
        if run is not None:
            undo_import_run(run, by=SYSTEM)

        assert tables.difference(before, tables.desk()) == {}


@few
@given(SOURCES)
def test_export_untouched_is_same_bytes(files):
    with fresh_desk() as folder:
        drafts = {name: each | {"published": False} for name, each in files.items()}
        take(write_files(folder / "in", drafts))

        export_seeds(folder / "out")

        assert bytes_in(folder / "out") == bytes_in(folder / "in")


def bytes_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
