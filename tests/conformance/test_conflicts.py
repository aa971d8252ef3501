"""Editors work while a site goes on: the same two imports with their decisions in between."""

from itertools import islice

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Conflict, Resolution, SeedFile, Status
from articles.models.value_fields import article_values
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.resolve_conflicts import resolve_conflict
from articles.workflow.transitions import archive, hold, publish, reject
from tests.conformance import tables
from tests.conformance.sites import AI, AI_EARLIER

pytestmark = pytest.mark.django_db

TITLE = "The desk's own title: with a colon"
EXCERPT = "What the desk says instead."


def values_of(article):
    return article_values(Article.objects.for_values().get(pk=article.pk))


def later_values(article):
    path = AI / article.seed_file.path
    return read_article(path.name, path.read_bytes()).values()


def changing(field):
    """Yield the articles whose field differs between the two moments of the site."""
    for seed in SeedFile.objects.filter(kind="article").select_related("article").order_by("pk"):
        path = AI / seed.path
        if path.is_file() and later_values(seed.article)[field] != seed.base[field]:
            yield seed.article


@pytest.fixture(scope="module")
def people(ai_earlier):
    """What was decided between the imports, by what was done. Each article will change."""
    excerpts = changing("excerpt")
    edited, agreeing, *decided = islice(excerpts, 6)
    edit(edited, {"title": TITLE, "excerpt": EXCERPT}, by=SYSTEM)
    edit(agreeing, {"excerpt": later_values(agreeing)["excerpt"]}, by=SYSTEM)
    for article, verb in zip(decided, (hold, publish, reject, archive), strict=True):
        verb(article, by=SYSTEM)
    return {"edited": edited, "agreeing": agreeing, "decided": decided}


@pytest.fixture(scope="module")
def report(people):
    return import_seeds([AI], by=SYSTEM, source="news")


@pytest.fixture
def edited(people, report):
    people["edited"].refresh_from_db()
    return people["edited"]


@pytest.fixture
def conflict(report):
    return Conflict.objects.get()


def take_again(article, site):
    import_seeds([*site.rglob(f"{article.name}.md")], by=SYSTEM, source="news")
    article.refresh_from_db()


def test_import_later_site_has_one_conflict(report):
    assert report.run.totals == {
        "created": 127, "changed": 514, "conflict": 1, "missing": 4, "unchanged": 0
    }  # fmt: skip


def test_conflict_keeps_title_and_excerpt_of_editor(edited):
    assert (edited.title, edited.excerpt) == (TITLE, EXCERPT)


def test_conflict_updates_other_fields(edited):
    source = later_values(edited)
    ours = values_of(edited)

    assert {name for name in source if source[name] != ours[name]} == {"title", "excerpt"}


def test_conflict_names_field_changed_on_both_sides(edited, conflict):
    assert (conflict.article, conflict.field, conflict.ours) == (edited, "excerpt", EXCERPT)
    assert conflict.source == later_values(edited)["excerpt"] == edited.seed_file.base["excerpt"]
    assert conflict.base not in {EXCERPT, conflict.source}


def test_conflict_report_names_kept_field(edited, report):
    item = next(item for item in report.items if item.outcome == "conflict")

    assert item.path == edited.seed_file.path
    assert [problem["field"] for problem in item.problems] == ["excerpt"]


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
def test_conflict_resolves_to_either_side(edited, conflict, resolution):
    wanted = EXCERPT if resolution == Resolution.OURS else conflict.source

    resolve_conflict(conflict, resolution, by=SYSTEM)

    assert values_of(edited)["excerpt"] == wanted
    assert not Conflict.objects.unresolved().exists()


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
def test_conflict_resolved_is_not_reopened(conflict, resolution):
    resolve_conflict(conflict, resolution, by=SYSTEM)
    before = tables.whole()

    import_seeds([AI], by=SYSTEM, source="news")

    assert tables.whole() == before


def test_conflict_closes_when_source_reverts(edited, conflict):
    """A third import, here of the earlier file again: nothing is left to resolve."""
    take_again(edited, AI_EARLIER)

    assert Conflict.objects.get().resolution == Resolution.OBSOLETE
    assert edited.excerpt == EXCERPT


def test_conflict_closes_when_sides_agree(edited, conflict):
    take_again(edited, AI_EARLIER)
    edit(edited, {"excerpt": conflict.source}, by=SYSTEM)

    take_again(edited, AI)

    assert Conflict.objects.get().resolution == Resolution.OBSOLETE
    assert edited.excerpt == conflict.source


def test_import_same_change_on_both_sides_is_no_conflict(people, conflict):
    agreeing = people["agreeing"]

    assert values_of(agreeing)["excerpt"] == later_values(agreeing)["excerpt"]
    assert conflict.article != agreeing


def test_import_later_site_keeps_statuses(people, report):
    found = [Article.objects.get(pk=article.pk) for article in people["decided"]]

    states = [(article.status, article.held) for article in found]
    assert states == [
        (Status.DRAFT, True), (Status.PUBLISHED, False), (Status.REJECTED, False),
        (Status.ARCHIVED, False),
    ]  # fmt: skip


def test_import_later_site_others_are_drafts(people, report):
    others = Article.objects.exclude(pk__in=[article.pk for article in people["decided"]])

    assert others.count() == others.drafts().filter(held=False).count() == 646 - 4


def test_import_later_site_updates_any_status(people, report):
    for article in people["decided"]:
        assert values_of(article) == later_values(article)
