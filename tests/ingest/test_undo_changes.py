"""Undo restores what an import changed: fields, files, conflicts, missing files."""

import pytest

from articles.bulk_actions.merging import merge_into
from articles.models import Article, Conflict, Event, Resolution, SeedFile, Topic, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.resolve_conflicts import resolve_conflict
from tests.factories import numbered_seeds, person, topic, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import content, imported, only_article
from tests.ingest.undoing import CHANGED, HERON, change, heron_site, undo
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    return heron_site(tmp_path)


class TestChanged:
    def test_undo_changed_article_restores_every_field(self, site):
        imported(site)
        before = content()
        change(site, **CHANGED)
        report = imported(site)
        changed = content()

        undo(report)
        assert content() == before

        assert imported(site).totals == {"changed": 1}
        assert content() == changed

    def test_undo_changed_article_keeps_both_events(self, site):
        imported(site)
        change(site, title="Changed")
        by = person("Managing editor")

        undo(imported(site), by=by)

        newest, updated, _ = only_article().events.all()
        assert (newest.verb, newest.actor, newest.undone) == (Verb.UNDONE, by, True)
        assert (newest.before, newest.after) == ({"title": "Changed"}, {"title": "Machine"})
        assert (updated.verb, updated.undone) == (Verb.UPDATED, True)

    def test_undo_changed_article_after_a_merge_restores_the_names_in_use(self, site):
        change(site, topics=["Mist"])
        imported(site)
        change(site, topics=["Tide"])
        report = imported(site)
        merge_into(Topic.objects.get(name="Mist"), topic("Haze"), by=SYSTEM, expected=0)

        undo(report)

        assert only_article().events.all()[0].after == {"topics": ["Haze"]}
        assert [each.name for each in only_article().topics.all()] == ["Haze"]

    def test_undo_changed_article_keeps_status(self, site):
        imported(site)
        do("publish", only_article(), by=SYSTEM)
        change(site, title="Changed")

        undo(imported(site))

        assert (only_article().status, only_article().title) == ("published", "Machine")

    def test_undo_changed_article_keeps_earlier_edit(self, site):
        imported(site)
        edit(only_article(), {"excerpt": "Mine."}, by=SYSTEM)
        before = content()
        change(site, title="Changed")

        undo(imported(site))

        assert content() == before

    def test_undo_moved_file_restores_path(self, site):
        imported(site)
        before = content()
        (site / HERON).rename(site / "heron.md")

        undo(imported(site))

        assert content() == before

    def test_undo_removed_image_leads_again(self, site):
        write_seeds(site, {"_news/a.png": picture()})
        change(site, images=[{"url": "a.png"}])
        imported(site)
        change(site, images=[])

        undo(imported(site))

        article = only_article()
        assert [image["url"] for image in article.images] == ["a.png"]
        assert article.lead_image


class TestConflicts:
    @pytest.fixture
    def torn(self, site):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=SYSTEM)
        change(site, title="Theirs", quality=99)
        return site

    def test_undo_conflict_deletes_it_and_keeps_ours(self, torn):
        before = content()

        undo(imported(torn))

        assert content() == before
        assert not Conflict.objects.exists()

    def test_undo_conflict_can_be_imported_again(self, torn):
        undo(imported(torn))

        report = imported(torn)

        assert report.totals == {"conflict": 1}
        assert Conflict.objects.unresolved().count() == 1

    def test_undo_updated_conflict_restores_source_value(self, torn):
        imported(torn)
        change(torn, title="Theirs again", quality=99)

        undo(imported(torn))

        assert Conflict.objects.get().source == "Theirs"

    def test_undo_closed_conflict_is_open_again(self, torn):
        imported(torn)
        change(torn, title="Mine", quality=99)
        report = imported(torn)
        assert not Conflict.objects.unresolved().exists()

        undo(report)

        (conflict,) = Conflict.objects.unresolved()
        assert (conflict.source, conflict.resolution) == ("Theirs", "")

    @pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
    def test_undo_resolved_conflict_is_skipped(self, torn, resolution):
        report = imported(torn)
        resolve_conflict(Conflict.objects.get(), resolution, by=SYSTEM)
        before = content()

        run = undo(report)

        assert (run.totals["undone"], run.totals["undo_skipped"]) == (0, 1)
        assert content() == before


class TestMissing:
    @pytest.fixture
    def lost(self, tmp_path):
        write_seeds(tmp_path, numbered_seeds(5))
        imported(tmp_path)
        (tmp_path / "_news/2031-05-04-report-000.md").unlink()
        return tmp_path

    def test_undo_missing_file_is_not_missing(self, lost):
        report = imported(lost)

        undo(report)

        assert not SeedFile.objects.filter(missing_since__isnull=False).exists()
        assert imported(lost).totals["missing"] == 1

    @pytest.mark.parametrize("verb", [None, "publish", "hold", "schedule", "reject"])
    def test_undo_archived_article_restores_state(self, lost, verb):
        article = Article.objects.get(name="2031-05-04-report-000")
        if verb:
            do(verb, article, by=SYSTEM)
        before = Article.objects.values("status", "held", "scheduled_for", "went_live_at").get(
            pk=article.pk
        )

        undo(imported(lost, archive_missing=True))

        after = Article.objects.values("status", "held", "scheduled_for", "went_live_at")
        assert after.get(pk=article.pk) == before

    def test_undo_archived_article_past_schedule_is_not_restored(self, lost):
        article = Article.objects.get(name="2031-05-04-report-000")
        do("schedule", article, by=SYSTEM)
        report = imported(lost, archive_missing=True)
        archived = Event.objects.get(article=article, verb=Verb.ARCHIVED)
        archived.before["scheduled_for"] = "2020-01-01T10:00:00+00:00"
        archived.save()

        undo(report)

        article.refresh_from_db()
        assert (article.status, article.scheduled_for) == ("draft", None)
        assert article.events.get(verb=Verb.UNDONE).after["scheduled_for"] is None

    def test_undo_missing_file_of_earlier_run_stays_missing(self, lost):
        imported(lost)

        undo(imported(lost, archive_missing=True))

        assert SeedFile.objects.filter(missing_since__isnull=False).count() == 1

    def test_undo_archived_article_reopened_is_skipped(self, lost):
        report = imported(lost, archive_missing=True)
        do("reopen", Article.objects.get(status="archived"), by=SYSTEM)

        run = undo(report)

        assert run.totals["undo_skipped"] == 1
        assert not Article.objects.filter(status="archived").exists()

    def test_undo_found_file_is_missing_again(self, lost):
        text = numbered_seeds(1)
        imported(lost)
        write_seeds(lost, text)

        undo(imported(lost))

        assert SeedFile.objects.filter(missing_since__isnull=False).count() == 1
