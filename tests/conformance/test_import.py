"""What importing the Power Apps site and the reference seed gives, and gives again."""

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Event, ImportRun, Provider, SeedFile, Status, Topic, Verb
from articles.workflow.actors import SYSTEM
from tests.conformance import tables
from tests.conformance.sites import POWERAPPS, SINGLE_SEED

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def preview(sites, module_desk):
    """A preview of the import that follows, and whether it wrote anything."""
    before = tables.whole()
    report = import_seeds([POWERAPPS], by=SYSTEM, dry_run=True)
    return report, tables.difference(before, tables.whole())


@pytest.fixture(scope="module")
def powerapps(preview, powerapps):
    return powerapps


def test_import_powerapps_creates_625_drafts(powerapps):
    articles = Article.objects.filter(source__name="default")

    assert powerapps.totals["created"] == 625
    assert powerapps.totals["refused"] == 0
    assert articles.drafts().count() == articles.count() == 625


def test_import_powerapps_stores_organisations_and_topics(powerapps):
    assert powerapps.metadata_counts == {"organisation": 70, "topic": 7}
    assert SeedFile.objects.filter(provider__isnull=False).count() == 70
    assert Provider.objects.exclude(description="").count() == 70 - 43
    assert len(Provider.objects.get(domain="amazon.com").images) == 2
    assert Topic.objects.filter(parent__name="Power Apps").count() == 6
    assert Topic.objects.get(name="Canvas apps").services.keys() == {"learning", "news"}


def test_import_powerapps_drafts_have_one_event(powerapps):
    events = Event.objects.filter(import_run=powerapps.run)

    assert events.count() == events.filter(verb=Verb.IMPORTED, version=1).count() == 625
    assert powerapps.run.items.count() == 625 + 70 + 7


def test_import_powerapps_again_writes_no_row(powerapps):
    before = tables.whole()

    report = import_seeds([POWERAPPS], by=SYSTEM)

    assert (dict(report.totals), report.run) == ({"unchanged": 625}, None)
    assert tables.whole() == before


def test_dry_run_powerapps_equals_import_and_writes_nothing(preview, powerapps):
    report, written = preview

    assert report.totals == powerapps.totals
    assert report.items == powerapps.items
    assert written == {}


def test_tables_whole_holds_every_table(powerapps):
    dump = tables.whole()

    assert len(dump["articles_article"]) >= 625
    assert len(dump["articles_importrun"]) == ImportRun.objects.count()
    assert len(dump) > tables.table_count() > 15


def test_import_single_seed_is_draft_of_quality_39(single):
    article = Article.objects.get(source__name="single")

    assert dict(single.totals)["created"] == 1
    assert (article.status, article.quality, article.heat) == (Status.DRAFT, 39, -1)
    assert article.name == SINGLE_SEED.stem


def test_import_single_seed_has_8_related_links(single):
    links = Article.objects.get(source__name="single").links.all()

    assert [link.position for link in links] == list(range(8))
    assert all(link.provider and link.provider.domain and link.title for link in links)
    assert [len(link.images) for link in links] == [1, 1, 1, 1, 1, 1, 1, 0]  # as the file says


def test_import_single_seed_image_has_declared_size(single):
    [image] = Article.objects.get(source__name="single").images

    assert (image["width"], image["height"]) == (1280, 640)


def test_import_secured_value_is_only_in_file_bytes(powerapps):
    files = [seed.data for seed in SeedFile.objects.filter(source__name="default")]
    lines = [data.partition(b"\nsecured:")[2] for data in files]
    secrets = [line.splitlines()[0].strip(b' "').decode() for line in lines if line]
    everything = repr(tables.whole())

    assert len(secrets) == 625
    assert [secret for secret in secrets if secret[:40] in everything] == []
