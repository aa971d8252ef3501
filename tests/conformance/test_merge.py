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


def test_the_earlier_site_has_519_items(ai_earlier):
    assert ai_earlier.run.totals == {"created": 519, "unchanged": 0}


def test_the_later_one_brings_127_changes_515_and_misses_4(later):
    assert later.run.totals == {"created": 127, "changed": 515, "missing": 4, "unchanged": 0}
    assert later.totals["conflict"] == later.totals["refused"] == 0


def test_what_is_gone_is_named_and_kept(later):
    before = {path.stem for path in AI_EARLIER.rglob("*.md")}
    gone = before - {path.stem for path in AI.rglob("*.md")}

    named = [item.path for item in later.items if item.outcome == "missing"]

    assert {path.rpartition("/")[2].removesuffix(".md") for path in named} == gone
    assert Article.objects.drafts().filter(name__in=gone).count() == len(named) == 4


def test_every_article_says_afterwards_what_its_later_file_says(later):
    articles = Article.objects.for_values().select_related("seed_file")

    said = [article.seed_file.base for article in articles]

    assert len(said) == 519 + 127
    assert [article_values(article) for article in articles] == said


def test_nothing_was_published(later):
    assert Article.objects.drafts().filter(held=False).count() == 519 + 127


def test_each_change_is_an_event_of_the_run(later):
    assert Event.objects.filter(import_run=later.run, version=2, verb="updated").count() == 515


def test_the_preview_said_the_same(later, preview):
    assert preview.totals == later.totals
    assert preview.items == later.items


def test_importing_the_later_site_again_writes_not_one_row(later):
    before = tables.whole()

    report = import_seeds([AI], by=SYSTEM, source="news")

    assert {name: n for name, n in report.totals.items() if n} == {"unchanged": 642, "missing": 4}
    assert tables.whole() == before


def test_undoing_it_leaves_the_desk_as_it_was_before(later, desk_before):
    undone = undo_import_run(later.run, by=SYSTEM)

    assert (undone.totals["undone"], undone.totals["spared"]) == (127 + 515 + 4, 0)
    assert tables.difference(desk_before, tables.desk()) == {}


def test_archive_missing_archives_the_4_that_are_gone(later):
    import_seeds([AI], by=SYSTEM, source="news", options=Options(archive_missing=True))

    gone = SeedFile.objects.filter(missing_since__isnull=False)
    assert Article.objects.filter(status=Status.ARCHIVED, seed_file__in=gone).count() == 4


def test_archive_missing_refuses_when_more_than_a_fifth_would_go(later):
    report = import_seeds(
        [AI / "_posts" / "_archive"],
        by=SYSTEM,
        source="news",
        options=Options(archive_missing=True),
    )

    assert report.archiving_refused
    assert report.is_partial
    assert not Article.objects.filter(status=Status.ARCHIVED).exists()


def test_trusting_what_files_say_publishes_those_139_and_the_events_say_so(sites):
    options = Options(trust_published=True)
    report = import_seeds([AI], by=SYSTEM, source="trusted", options=options)

    live = Article.objects.published().filter(source__name="trusted")
    events = Event.objects.filter(article__in=live, import_run=report.run, version=1)
    assert live.count() == 139
    assert sum("trust" in event.reason for event in events) == 139
