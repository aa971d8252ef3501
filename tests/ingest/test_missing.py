"""A file that is missing from its source deletes nothing."""

import sqlite3

import pytest
from django.db import connection
from django.db.models import F

from articles.ingest.classify import known_files
from articles.ingest.missing import articles_to_archive, plan_missing, store_missing
from articles.models import Article, Event, ImportOutcome, ImportRun, SeedFile, Status, Verb
from articles.workflow.actors import SYSTEM
from tests.factories import numbered_seeds, person, seed_text, source, write_seeds
from tests.ingest.desk import imported, rows, run_of
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db
REPORT_0 = "_news/2031-05-04-report-000.md"


@pytest.fixture
def site(tmp_path):
    """Ten articles; the tests take some away."""
    write_seeds(tmp_path / "site", numbered_seeds(10))
    imported(tmp_path / "site")
    return tmp_path / "site"


def lose(site, *numbers):
    for number in numbers:
        (site / f"_news/2031-05-04-report-{number:03}.md").unlink()


def archived():
    names = Article.objects.filter(status=Status.ARCHIVED).values_list("name", flat=True)
    return sorted(int(name[-3:]) for name in names)


def test_missing_file_is_reported_and_article_kept(site):
    lose(site, 0, 1)

    report = imported(site)

    assert report.totals == {"missing": 2, "unchanged": 8}
    assert report.with_outcome(ImportOutcome.MISSING)[0].path == REPORT_0
    assert set(Article.objects.drafts().values_list("version")) == {(1,)}
    assert Event.objects.count() == 10
    assert SeedFile.objects.filter(missing_since=run_of(report).created_at).count() == 2


def test_missing_file_is_reported_once(site):
    lose(site, 0)
    imported(site)
    before = rows()

    report = imported(site)

    assert report.totals == {"unchanged": 9}
    assert report.run is None
    assert rows() == before


def test_missing_file_found_again_is_not_missing(site):
    file = site / REPORT_0
    text = file.read_text()
    lose(site, 0)
    imported(site)
    file.write_text(text)

    report = imported(site)

    assert report.totals == {"changed": 1, "unchanged": 9}
    assert not SeedFile.objects.filter(missing_since__isnull=False).exists()
    assert imported(site).run is None


def test_missing_file_found_changed_is_merged(site):
    lose(site, 0)
    imported(site)
    write_seeds(site, {REPORT_0: seed_text(title="Back again")})

    imported(site)

    article = Article.objects.get(name="2031-05-04-report-000")
    assert (article.title, article.seed_file.missing_since) == ("Back again", None)


def test_missing_file_missing_again_is_stored_again(site):
    text = (site / REPORT_0).read_text()
    for _ in range(2):
        lose(site, 0)
        assert imported(site).run is not None
        (site / REPORT_0).write_text(text)
        imported(site)

    assert Article.objects.count() == 10


def test_missing_excludes_refused_files(site):
    write_seeds(site, {REPORT_0: b"---\nno end"})

    report = imported(site, archive_missing=True)

    assert report.totals == {"refused": 1, "unchanged": 9}
    assert archived() == []


def test_missing_empty_folder_deletes_nothing(site, tmp_path):
    (tmp_path / "empty").mkdir()

    report = imported(tmp_path / "empty")

    assert report.totals == {"missing": 10}
    assert report.warnings == [
        "All 10 files imported earlier were not found and now count as missing."
    ]
    assert Article.objects.drafts().count() == 10


@pytest.mark.parametrize(("lost", "warns"), [(5, False), (6, True)])
def test_missing_more_than_half_of_the_files_warns(site, lost, warns):
    lose(site, *range(lost))

    warnings = imported(site, dry_run=True).warnings

    assert [text[:50] for text in warnings] == (
        ["6 of the 10 files imported earlier are missing her"] if warns else []
    )


def test_missing_metadata_files_are_named_but_not_counted(site):
    topic = {"_data/topics/fog.yaml": "_id: '1'\nname: Fog\n"}
    write_seeds(site, topic)
    imported(site)
    (site / "_data/topics/fog.yaml").unlink()

    report = imported(site)

    assert report.totals == {"unchanged": 10}
    assert [item.path for item in report.with_outcome(ImportOutcome.MISSING)] == [
        "_data/topics/fog.yaml"
    ]


def touching(name):
    """While the first event of archiving is written, an editor saves the article of this name."""
    waiting = [name]

    def wrapper(execute, sql, params, many, context):
        if waiting and sql.startswith('INSERT INTO "articles_event"') and "archived" in params:
            article = Article.objects.filter(name=waiting.pop())
            article.update(version=F("version") + 1, title="Touched")
        return execute(sql, params, many, context)

    return wrapper


class TestArchiving:
    """`archive_missing` puts them away, unless more than a fifth would go."""

    def test_archive_missing_stores_event_with_reason(self, site):
        lose(site, 0, 1)
        by = person("Editor")

        report = imported(site, archive_missing=True, by=by)

        assert archived() == [0, 1]
        event = Event.objects.filter(verb=Verb.ARCHIVED)[0]
        assert (event.actor, event.reason) == (by, "missing from its source")
        assert event.import_run == report.run
        assert report.warnings == ["Archived 2 articles whose files are missing."]

    @pytest.mark.parametrize(("lost", "refused"), [(2, False), (3, True)])
    def test_archive_missing_more_than_a_fifth_is_refused(self, site, lost, refused):
        lose(site, *range(lost))

        report = imported(site, archive_missing=True)

        assert (report.archiving_refused, report.is_partial) == (refused, refused)
        assert len(archived()) == (0 if refused else lost)
        if refused:
            (warning,) = report.warnings
            assert warning.startswith("Archived nothing: 3 of 10 articles are missing")

    def test_archive_missing_ignores_archived_articles_in_share(self, site):
        lose(site, 0, 1)
        imported(site, archive_missing=True)
        lose(site, 2)

        report = imported(site, archive_missing=True)

        assert not report.archiving_refused
        assert archived() == [0, 1, 2]

    def test_archive_missing_any_status_is_archived(self, site):
        published, rejected = Article.objects.filter(name__in=[
            "2031-05-04-report-000", "2031-05-04-report-001",
        ])  # fmt: skip
        do("publish", published, by=SYSTEM)
        do("reject", rejected, by=SYSTEM)
        lose(site, 0, 1)

        imported(site, archive_missing=True)

        assert archived() == [0, 1]

    def test_archive_missing_again_writes_no_row(self, site):
        lose(site, 0)
        imported(site, archive_missing=True)
        before = rows()

        report = imported(site, archive_missing=True)

        assert report.run is None
        assert rows() == before

    def test_archive_missing_reported_earlier_is_archived(self, site):
        lose(site, 0)
        imported(site)

        imported(site, archive_missing=True)

        assert archived() == [0]

    def test_archive_missing_found_again_stays_archived(self, site):
        text = (site / REPORT_0).read_text()
        lose(site, 0)
        imported(site, archive_missing=True)
        (site / REPORT_0).write_text(text)

        imported(site, archive_missing=True)

        assert archived() == [0]

    def test_archive_missing_edited_meanwhile_is_skipped(self, site):
        """An editor saves an article between the check and the archiving."""
        lose(site, 0, 1)

        with connection.execute_wrapper(touching("2031-05-04-report-000")):
            report = imported(site, archive_missing=True)

        assert run_of(report).state == "done"
        assert archived() == [1]

    def test_missing_excludes_local_articles(self, site):
        Article.objects.create(
            source=Article.objects.all()[0].source,
            name="here",
            slug="here",
            title="Here",
            published_at="2031-05-04T00:00:00Z",
            title_time_hash=1,
        )

        report = imported(site, archive_missing=True)

        assert report.totals == {"unchanged": 10}
        assert archived() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes lists of any length")
def test_store_missing_many_files_stores_all():
    SeedFile.objects.bulk_create(
        SeedFile(source=source(), name=f"{n}", path=f"{n}.md", digest=b"", content=b"")
        for n in range(1_100)
    )
    run = ImportRun.objects.create(source=source(), label="site")
    missing = plan_missing(known_files(source()), (), ())
    most = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    try:
        articles_to_archive(missing, known_files(source()))
        store_missing(run, missing)
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)

    assert run.items.count() == 1_100
    assert not SeedFile.objects.filter(missing_since=None).exists()
