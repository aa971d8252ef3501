"""Import new and changed files, with conflicts and permissions."""

import pytest
from django.contrib.auth.models import Permission

from articles.ingest.pipeline import import_seeds
from articles.models import (
    Article,
    Conflict,
    Event,
    ImportRun,
    Provider,
    SeedFile,
    Status,
    Verb,
)
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed
from tests.factories import numbered_seeds, person, seed_text, write_seeds
from tests.ingest.desk import imported, only_article, rows, run_of
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", {"_news/heron.md": seed_text(title="Machine")})


def change(site, **keys):
    write_seeds(site, {"_news/heron.md": seed_text(**{"title": "Machine"} | keys)})


def test_import_new_file_creates_draft_file_event_and_item(site):
    by = person("Editor")

    report = imported(site, by=by)

    article = only_article()
    assert (article.status, article.version, article.title) == ("draft", 1, "Machine")
    assert (article.source.name, article.name, article.slug) == ("default", "heron", "heron")
    assert article.seed_file.path == "_news/heron.md"
    event = article.events.get()
    assert (event.verb, event.actor, event.import_run) == (Verb.IMPORTED, by, report.run)
    item = run_of(report).items.get()
    assert (item.path, item.outcome, item.article) == ("_news/heron.md", "created", article)
    assert (report.totals, run_of(report).totals) == (
        {"created": 1},
        {"created": 1, "unchanged": 0},
    )


def test_import_unchanged_files_writes_no_row(site):
    write_seeds(site, numbered_seeds(5))
    imported(site)
    before = rows()

    report = imported(site)

    assert rows() == before
    assert (report.run, report.totals) == (None, {"unchanged": 6})


def test_import_source_change_updates_article(site):
    imported(site)
    change(site, title="Better", quality=80, topics=["Fog", "Harbours"])

    report = imported(site)

    article = only_article()
    values = article_values(Article.objects.for_values().get())
    assert (article.title, article.quality, article.version) == ("Better", 80, 2)
    assert values["topics"] == ["Fog", "Harbours"]
    (item,) = report.items
    assert (item.outcome, sorted(item.fields)) == ("changed", ["quality", "title", "topics"])
    event = Event.objects.get(verb=Verb.UPDATED)
    assert (event.version, event.before["title"], event.after["title"]) == (2, "Machine", "Better")


def test_import_editor_change_is_kept(site):
    imported(site)
    edit(only_article(), {"title": "Mine"}, by=SYSTEM)
    change(site, excerpt="New from the source.")

    imported(site)

    assert (only_article().title, only_article().excerpt) == ("Mine", "New from the source.")
    assert not Conflict.objects.unresolved().exists()


def test_import_same_change_on_both_sides_is_no_conflict(site):
    imported(site)
    edit(only_article(), {"title": "Better"}, by=SYSTEM)
    change(site, title="Better")

    report = imported(site)

    assert only_article().title == "Better"
    assert report.totals == {"changed": 1}
    assert not Conflict.objects.unresolved().exists()


def test_import_unknown_key_changed_stores_bytes(site):
    imported(site)
    change(site, secured="bmV3;bmV3")

    report = imported(site)

    assert report.totals == {"changed": 1}
    assert b"bmV3" in SeedFile.objects.get().data
    assert report.items[0].fields == []


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("publish", "published"),
        ("reject", "rejected"),
        ("archive", "archived"),
        ("hold", "draft"),
        ("schedule", "draft"),
    ],
)
def test_import_decided_article_keeps_status(site, verb, status):
    imported(site)
    do(verb, only_article(), by=SYSTEM)
    before = only_article()
    change(site, title="Better", published=True, quality=240)

    imported(site, trust_published=True)

    after = only_article()
    assert after.title == "Better"
    for name in ("status", "held", "scheduled_for", "went_live_at"):
        assert getattr(after, name) == getattr(before, name)
    assert after.status == status


def test_import_repeated_domain_creates_one_provider(site):
    wire = {"name": "Tidewire", "domain": "Tidewire.Example"}
    write_seeds(site, numbered_seeds(3, provider=wire, related=[{"title": "A", "provider": wire}]))

    imported(site)

    assert [p.domain for p in Provider.objects.all()] == ["tidewire.example"]


@pytest.mark.parametrize("dry_run", [False, True])
def test_import_without_permission_is_refused(site, dry_run):
    with pytest.raises(NotAllowed):
        import_seeds([site], by=person("Reviewer"), dry_run=dry_run)
    assert not ImportRun.objects.exists()


class TestTrust:
    """A migration: what its file calls published is live at once."""

    def test_trust_published_new_articles_are_published(self, site):
        change(site, published=True)
        write_seeds(site, {"_news/fog.md": seed_text(published=False)})
        write_seeds(site, {"_news/mist.md": seed_text(published=None)})

        imported(site, trust_published=True)

        statuses = dict(Article.objects.values_list("name", "status"))
        assert statuses == {"heron": "published", "fog": "draft", "mist": "draft"}
        assert Article.objects.get(name="heron").went_live_at is not None
        event = Event.objects.get(article__name="heron")
        assert "published as its file says" in event.reason
        assert event.after == {"status": "published"}

    def test_trust_published_known_articles_keep_status(self, site):
        change(site, published=True)
        imported(site)

        imported(site, trust_published=True)
        change(site, published=True, title="Better")
        imported(site, trust_published=True)

        assert (only_article().status, only_article().title) == (Status.DRAFT, "Better")


class TestConflicts:
    """Both changed: the editor's value stays."""

    @pytest.fixture
    def torn(self, site):
        imported(site)
        edit(only_article(), {"title": "Mine", "excerpt": "Mine."}, by=SYSTEM)
        change(site, title="Theirs", quality=80)
        return site

    def test_conflict_keeps_field_and_updates_others(self, torn):
        report = imported(torn)

        article = only_article()
        assert (article.title, article.excerpt, article.quality) == ("Mine", "Mine.", 80)
        (conflict,) = article.conflicts.unresolved()
        assert (conflict.field, conflict.run) == ("title", report.run)
        assert report.totals == {"conflict": 1}
        (item,) = report.items
        assert item.fields == ["quality"]
        assert "_news/heron.md: title: changed here and in the source: ours kept" in item.lines()
        reason = Event.objects.get(verb=Verb.UPDATED).reason
        assert reason == "kept ours where both changed: title"

    def test_conflict_source_changed_again_updates_conflict(self, torn):
        imported(torn)
        change(torn, title="Theirs again", quality=80)

        imported(torn)

        (conflict,) = only_article().conflicts.all()
        assert (conflict.base, conflict.ours, conflict.source) == (
            "Machine",
            "Mine",
            "Theirs again",
        )

    def test_conflict_source_equals_ours_closes_conflict(self, torn):
        imported(torn)
        change(torn, title="Mine", quality=80)

        imported(torn)

        (conflict,) = only_article().conflicts.all()
        assert (conflict.resolution, conflict.resolved_by) == ("obsolete", None)

    def test_conflict_source_reverted_closes_conflict(self, torn):
        """The source has the value that the editor changed again, so there is no conflict."""
        imported(torn)
        change(torn, title="Machine", quality=80)

        imported(torn)

        assert only_article().title == "Mine"
        assert not only_article().conflicts.unresolved().exists()

    def test_conflict_editor_takes_source_value_closes_conflict(self, torn):
        imported(torn)

        edit(only_article(), {"title": "Theirs"}, by=SYSTEM)

        assert not only_article().conflicts.unresolved().exists()


class TestRights:
    """The permission to import allows neither publishing nor archiving."""

    @pytest.fixture
    def importer(self):
        by = person("")
        by.user_permissions.add(Permission.objects.get(codename="import_seeds"))
        return by

    def test_import_seeds_permission_allows_drafts(self, site, importer):
        assert imported(site, by=importer).totals == {"created": 1}

    @pytest.mark.parametrize("option", ["trust_published", "archive_missing"])
    def test_import_risky_options_need_publish_permission(self, site, importer, option):
        change(site, published=True)

        with pytest.raises(NotAllowed):
            imported(site, by=importer, **{option: True})
        assert rows()["ImportRun"] == []
        assert not Article.objects.exists()
