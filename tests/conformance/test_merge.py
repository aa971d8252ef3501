"""A site imported twice, some hours apart: what is new, what has changed, what is gone."""

import pytest

from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.report import Report
from articles.ingest.undo import undo_import_run
from articles.models import Article, Event, SeedFile, Status
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from tests.conformance import tables
from tests.conformance.sites import AI, AI_EARLIER

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def desk_before(ai_earlier):
    """The tables between the two imports."""
    return tables.desk()


@pytest.fixture(scope="module")
def preview(ai_earlier) -> Report:
    return import_seeds([AI], by=SYSTEM, source="news", dry_run=True)


@pytest.fixture(scope="module")
def later(desk_before, preview) -> Report:
    return import_seeds([AI], by=SYSTEM, source="news")


def test_import_earlier_site_has_519_items(ai_earlier):
    assert ai_earlier.run.totals == {"created": 519, "unchanged": 0}


def test_import_later_site_has_expected_totals(later):
    assert later.run.totals == {"created": 127, "changed": 515, "missing": 4, "unchanged": 0}
    assert later.totals["conflict"] == later.totals["refused"] == 0


def test_import_later_site_reports_missing_and_keeps_articles(later):
    before = {path.stem for path in AI_EARLIER.rglob("*.md")}
    gone = before - {path.stem for path in AI.rglob("*.md")}

    named = [item.path for item in later.items if item.outcome == "missing"]

    assert {path.rpartition("/")[2].removesuffix(".md") for path in named} == gone
    assert Article.objects.drafts().filter(name__in=gone).count() == len(named) == 4


def test_import_later_site_articles_equal_files(later):
    articles = Article.objects.for_values().select_related("seed_file")

    said = [article.seed_file.base for article in articles]

    assert len(said) == 519 + 127
    assert [article_values(article) for article in articles] == said


def test_import_later_site_publishes_nothing(later):
    assert Article.objects.drafts().filter(held=False).count() == 519 + 127


def test_import_later_site_stores_event_per_change(later):
    assert Event.objects.filter(import_run=later.run, version=2, verb="updated").count() == 515


def test_import_later_site_equals_dry_run(later, preview):
    assert preview.totals == later.totals
    assert preview.items == later.items


def test_import_later_site_again_writes_no_row(later):
    before = tables.whole()

    report = import_seeds([AI], by=SYSTEM, source="news")

    assert {name: n for name, n in report.totals.items() if n} == {"unchanged": 642}
    assert tables.whole() == before


def test_import_later_site_undo_restores_all(later, desk_before):
    undone = undo_import_run(later.run, by=SYSTEM)

    assert (undone.totals["undone"], undone.totals["undo_skipped"]) == (127 + 515 + 4, 0)
    assert tables.difference(desk_before, tables.desk()) == {}


def test_archive_missing_archives_4_articles(later):
    import_seeds([AI], by=SYSTEM, source="news", options=Options(archive_missing=True))

    gone = SeedFile.objects.filter(missing_since__isnull=False)
    assert Article.objects.filter(status=Status.ARCHIVED, seed_file__in=gone).count() == 4


def test_archive_missing_more_than_a_fifth_is_refused(later):
    report = import_seeds(
        [AI / "_posts" / "_archive"],
        by=SYSTEM,
        source="news",
        options=Options(archive_missing=True),
    )

    assert report.archiving_refused
    assert report.is_partial
    assert not Article.objects.filter(status=Status.ARCHIVED).exists()


def test_trust_published_publishes_139(sites):
    options = Options(trust_published=True)
    report = import_seeds([AI], by=SYSTEM, source="trusted", options=options)

    live = Article.objects.published().filter(source__name="trusted")
    events = Event.objects.filter(article__in=live, import_run=report.run, version=1)
    assert live.count() == 139
    assert sum("trust" in event.reason for event in events) == 139
