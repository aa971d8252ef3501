"""An import can be taken back: what it made goes, what it changed goes back."""

from typing import Any

import pytest
from django.utils import timezone

from articles.ingest.tasks import resume_imports_task
from articles.ingest.undo import undo_import_run
from articles.models import (
    Article,
    Conflict,
    Event,
    Image,
    ImportRun,
    Provider,
    Resolution,
    RunState,
    SeedFile,
    Topic,
    Verb,
)
from articles.workflow.editing import edit, settle
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.runs import undo_publish_run
from tests.builders import draft, numbered_seeds, person, provider, seed_text, topic, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import content, imported, only_article, run_of
from tests.ingest.test_enriching import ORGANISATION, TOPIC, by_hand, herons, organisation, wire
from tests.ingest.test_runs import Killed, crossing_seeds, dead, kill
from tests.workflow.test_publish_run import publish_at
from tests.workflow.verbs import do

pytestmark = pytest.mark.django_db
HERON = "_news/heron.md"
FULL: dict[str, Any] = {
    "title": "Machine",
    "images": [{"url": "https://tidewire.example/a.jpg"}],
    "related": [{"title": "Egrets", "provider": {"domain": "foghorn.example"}, "quality": 3}],
}
CHANGED: dict[str, Any] = {
    "title": "Changed",
    "excerpt": "Changed.",
    "publishedDateTime": "2031-05-05T09:00:00Z",
    "quality": 99,
    "topics": ["Fog", "Mist"],
    "provider": {"name": "Other", "domain": "other.example"},
    "images": [],
    "related": [{"title": "Ibis", "provider": {"domain": "ibis.example"}, "quality": 100}],
}


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", {HERON: seed_text(**FULL)})


def change(site, **keys):
    write_seeds(site, {HERON: seed_text(**FULL | keys)})


def undo(report, by=None):
    return undo_import_run(run_of(report), by=by)


class TestCreated:
    def test_what_it_made_goes_with_all_that_hangs_on_it(self, site):
        write_seeds(site, numbered_seeds(3))
        report = imported(site)

        run = undo(report)

        for noun in (Article, SeedFile, Event, Provider, Topic, Image):
            assert not noun.objects.exists()
        assert (run.state, run.totals["undone"], run.totals["spared"]) == (RunState.UNDONE, 4, 0)

    def test_it_can_be_imported_again(self, site):
        report = imported(site)
        before = content()
        undo(report)

        again = imported(site)

        assert again.totals == {"created": 1}
        assert content() == before

    def test_what_was_there_before_stays(self, site):
        imported(site)
        before = content()
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog", topics=["Fog"])})

        undo(imported(site))

        assert content() == before

    def test_providers_and_topics_that_others_use_stay(self, site):
        first = imported(site)
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog")})
        imported(site)

        undo(first)

        assert [each.domain for each in Provider.objects.all()] == ["tidewire.example"]
        assert [each.name for each in Topic.objects.all()] == ["Harbours"]

    @pytest.mark.parametrize("noun", [Provider, Topic])
    def test_what_a_person_has_edited_since_stays(self, site, noun):
        report = imported(site)
        for each in noun.objects.all():
            by_hand(each)

        undo(report)

        assert noun.objects.exists()

    def test_what_was_known_before_the_run_stays(self, site):
        provider("tidewire.example"), topic("Harbours")
        report = imported(site)

        undo(report)

        assert Provider.objects.filter(domain="tidewire.example").exists()
        assert Topic.objects.filter(name="Harbours").exists()

    def test_what_a_migration_made_live_goes_as_well(self, site):
        change(site, published=True)

        undo(imported(site, trust_published=True))

        assert not Article.objects.exists()

    def test_links_that_pointed_there_point_nowhere(self, tmp_path):
        files = crossing_seeds(2)
        write_seeds(tmp_path, {"report-000.md": files["report-000.md"]})
        imported(tmp_path)
        before = content()
        write_seeds(tmp_path, files)

        undo(imported(tmp_path))

        assert content() == before

    def test_a_link_that_was_unambiguous_before_is_so_again(self, tmp_path):
        url = "https://foghorn.example/fog"
        write_seeds(
            tmp_path,
            {
                "lead.md": seed_text(related=[{"title": "Elsewhere", "webUrl": url}]),
                "fog.md": seed_text(title="Fog", webUrl=url),
            },
        )
        imported(tmp_path)
        before = content()
        write_seeds(tmp_path, {"mist.md": seed_text(title="Mist", webUrl=url)})

        undo(imported(tmp_path))

        assert content() == before


class TestChanged:
    def test_every_field_goes_back(self, site):
        imported(site)
        before = content()
        change(site, **CHANGED)

        undo(imported(site))

        assert content() == before

    def test_its_file_goes_back_so_that_the_change_can_come_again(self, site):
        imported(site)
        change(site, **CHANGED)
        report = imported(site)
        changed = content()
        undo(report)

        again = imported(site)

        assert again.totals == {"changed": 1}
        assert content() == changed

    def test_the_history_keeps_both(self, site):
        imported(site)
        change(site, title="Changed")
        by = person("Managing editor")

        undo(imported(site), by=by)

        newest, updated, _ = only_article().events.all()
        assert (newest.verb, newest.actor, newest.undone) == (Verb.UNDONE, by, True)
        assert (newest.before, newest.after) == ({"title": "Changed"}, {"title": "Machine"})
        assert (updated.verb, updated.undone) == (Verb.UPDATED, True)

    def test_the_status_stays(self, site):
        imported(site)
        do("publish", only_article(), by=None)
        change(site, title="Changed")

        undo(imported(site))

        assert (only_article().status, only_article().title) == ("published", "Machine")

    def test_what_an_editor_had_changed_before_stays(self, site):
        imported(site)
        edit(only_article(), {"excerpt": "Mine."}, by=None)
        before = content()
        change(site, title="Changed")

        undo(imported(site))

        assert content() == before

    def test_a_move_goes_back(self, site):
        imported(site)
        before = content()
        (site / HERON).rename(site / "heron.md")

        undo(imported(site))

        assert content() == before

    def test_a_picture_that_we_hold_is_held_again(self, site):
        write_seeds(site, {"_news/a.png": picture()})
        change(site, images=[{"url": "a.png"}])
        imported(site)
        change(site, images=[])

        undo(imported(site))

        image = Image.objects.get(article=only_article())
        assert (image.url, bool(image.file), image.real_width) == ("a.png", True, 40)


class TestConflicts:
    @pytest.fixture
    def torn(self, site):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=None)
        change(site, title="Theirs", quality=99)
        return site

    def test_the_conflict_goes_and_ours_stays(self, torn):
        before = content()

        undo(imported(torn))

        assert content() == before
        assert not Conflict.objects.exists()

    def test_the_conflict_comes_again_with_the_import(self, torn):
        undo(imported(torn))

        report = imported(torn)

        assert report.totals == {"conflict": 1}
        assert Conflict.objects.unsettled().count() == 1

    def test_a_conflict_that_the_run_brought_up_to_date_says_what_it_said(self, torn):
        imported(torn)
        change(torn, title="Theirs again", quality=99)

        undo(imported(torn))

        assert Conflict.objects.get().theirs == "Theirs"

    def test_a_conflict_that_the_run_ended_is_open_again(self, torn):
        imported(torn)
        change(torn, title="Mine", quality=99)
        report = imported(torn)
        assert not Conflict.objects.unsettled().exists()

        undo(report)

        (conflict,) = Conflict.objects.unsettled()
        assert (conflict.theirs, conflict.resolution) == ("Theirs", "")

    @pytest.mark.parametrize("resolution", [Resolution.MINE, Resolution.THEIRS])
    def test_what_a_person_has_settled_is_spared(self, torn, resolution):
        report = imported(torn)
        settle(Conflict.objects.get(), resolution, by=None)
        before = content()

        run = undo(report)

        assert (run.totals["undone"], run.totals["spared"]) == (0, 1)
        assert content() == before


class TestGone:
    @pytest.fixture
    def lost(self, tmp_path):
        write_seeds(tmp_path, numbered_seeds(5))
        imported(tmp_path)
        (tmp_path / "_news/2031-05-04-report-000.md").unlink()
        return tmp_path

    def test_it_is_not_gone_any_more(self, lost):
        report = imported(lost)

        undo(report)

        assert not SeedFile.objects.filter(gone_since__isnull=False).exists()
        assert imported(lost).totals["gone"] == 1

    @pytest.mark.parametrize("verb", [None, "publish", "hold", "schedule", "reject"])
    def test_what_was_archived_is_again_what_it_was(self, lost, verb):
        article = Article.objects.get(name="2031-05-04-report-000")
        if verb:
            do(verb, article, by=None)
        before = Article.objects.values("status", "held", "scheduled_for", "went_live_at").get(
            pk=article.pk
        )

        undo(imported(lost, archive_missing=True))

        after = Article.objects.values("status", "held", "scheduled_for", "went_live_at")
        assert after.get(pk=article.pk) == before

    def test_what_an_earlier_run_had_reported_stays_reported(self, lost):
        imported(lost)

        undo(imported(lost, archive_missing=True))

        assert SeedFile.objects.filter(gone_since__isnull=False).count() == 1

    def test_what_was_reopened_since_is_spared(self, lost):
        report = imported(lost, archive_missing=True)
        do("reopen", Article.objects.get(status="archived"), by=None)

        run = undo(report)

        assert run.totals["spared"] == 1
        assert not Article.objects.filter(status="archived").exists()

    def test_a_file_that_came_back_is_gone_again(self, lost):
        text = numbered_seeds(1)
        imported(lost)
        write_seeds(lost, text)

        undo(imported(lost))

        assert SeedFile.objects.filter(gone_since__isnull=False).count() == 1


class TestEnriched:
    def bring(self, folder, **keys):
        write_seeds(folder, {ORGANISATION: organisation(**keys)})
        return imported(folder)

    def test_a_provider_that_a_file_made_goes(self, tmp_path):
        undo(self.bring(tmp_path))

        assert not Provider.objects.exists()
        assert not SeedFile.objects.exists()

    def test_a_topic_that_a_file_made_goes_with_the_parent(self, tmp_path):
        write_seeds(tmp_path, {TOPIC: herons()})

        undo(imported(tmp_path))

        assert not Topic.objects.exists()

    def test_a_provider_that_was_there_is_again_as_it_was(self, tmp_path):
        provider(name="The Wire", description="Before.")

        undo(self.bring(tmp_path))

        assert (wire().name, wire().description) == ("The Wire", "Before.")

    def test_a_change_goes_back_and_can_come_again(self, tmp_path):
        self.bring(tmp_path)
        undo(self.bring(tmp_path, description="Ebb."))
        assert wire().description == "Tides."

        assert imported(tmp_path).enriched == {"organisation": 1}
        assert wire().description == "Ebb."

    def test_what_a_person_changed_since_is_spared(self, tmp_path):
        report = self.bring(tmp_path)
        by_hand(wire(), description="Ours.")

        run = undo(report)

        assert (wire().description, run.totals["spared"]) == ("Ours.", 1)

    def test_what_a_later_import_changed_is_spared(self, tmp_path):
        first = self.bring(tmp_path)
        self.bring(tmp_path, description="Ebb.")

        run = undo(first)

        assert (wire().description, run.totals["spared"]) == ("Ebb.", 1)

    def test_the_later_one_first_takes_all_back(self, tmp_path):
        first = self.bring(tmp_path)
        second = self.bring(tmp_path, description="Ebb.")

        undo(second)
        undo(first)

        assert not Provider.objects.exists()

    def test_a_file_that_moved_goes_back(self, tmp_path):
        self.bring(tmp_path)
        before = content()
        (tmp_path / ORGANISATION).rename(tmp_path / "_data/organizations/x-tidewire.md")
        (tmp_path / "_data/organizations/more").mkdir()
        (tmp_path / "_data/organizations/x-tidewire.md").rename(
            tmp_path / "_data/organizations/more/tidewire.md"
        )

        undo(imported(tmp_path))

        assert content() == before


TOUCHES = {
    "edited": lambda article: edit(article, {"excerpt": "Touched."}, by=None),
    "published": lambda article: do("publish", article, by=None),
    "rejected": lambda article: do("reject", article, by=None),
    "archived": lambda article: do("archive", article, by=None),
    "held": lambda article: do("hold", article, by=None),
    "scheduled": lambda article: do("schedule", article, by=None),
    "published by a run": lambda _: publish_at(0),
}


class TestTouched:
    @pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
    def test_a_new_article_that_was_touched_stays(self, site, touch):
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog", quality=None)})
        report = imported(site)
        touch(Article.objects.get(name="heron"))
        before = content()

        run = undo(report)

        assert (run.totals["undone"], run.totals["spared"]) == (1, 1)
        del before["articles"]["default", "fog"]
        assert content()["articles"] == before["articles"]
        assert run.items.get(article__name="heron").spared == "It was changed since the import."

    @pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
    def test_a_changed_article_that_was_touched_stays(self, site, touch):
        imported(site)
        change(site, **CHANGED)
        report = imported(site)
        touch(only_article())
        before = content()

        run = undo(report)

        assert run.totals["spared"] == 1
        assert content() == before

    def test_a_touch_that_was_taken_back_by_hand_is_a_touch(self, site):
        report = imported(site)
        do("hold", only_article(), by=None)
        do("release", only_article(), by=None)

        assert undo(report).totals["spared"] == 1

    def test_a_publish_run_that_was_undone_is_no_touch(self, site):
        report = imported(site)
        undo_publish_run(publish_at(0), by=None)

        assert undo(report).totals == {"created": 1, "unchanged": 0, "undone": 1, "spared": 0}
        assert not Article.objects.exists()

    def test_a_later_import_is_a_touch(self, site):
        first = imported(site)
        change(site, **CHANGED)
        imported(site)

        run = undo(first)

        assert run.totals["spared"] == 1
        assert only_article().title == "Changed"

    def test_the_later_import_first_and_then_the_earlier(self, site):
        first = imported(site)
        change(site, **CHANGED)
        second = imported(site)

        undo(second)
        assert only_article().title == "Machine"
        undo(first)

        assert not Article.objects.exists()
        assert not Provider.objects.exists()

    def test_three_imports_taken_back_one_after_the_other(self, site):
        states, reports = [], []
        for title in ("One", "Two", "Three"):
            change(site, title=title, topics=[title])
            reports.append(imported(site))
            states.append(content())

        for report, state in zip(reports[:0:-1], states[-2::-1], strict=True):
            undo(report)
            assert content()["articles"] == state["articles"]
            assert content()["files"] == state["files"]


class TestTheRunItself:
    def test_it_is_undone_once(self, site):
        report = imported(site)
        undo(report)

        with pytest.raises(NotPossible, match="undone already"):
            undo_import_run(ImportRun.objects.get(), by=None)

    def test_a_page_that_is_out_of_date_does_not_undo_again(self, site):
        report = imported(site)
        on_the_page = ImportRun.objects.get()
        undo(report)

        with pytest.raises(NotPossible, match="undone already"):
            undo_import_run(on_the_page, by=None)

    @pytest.mark.parametrize("state", ["queued", "running"])
    def test_it_is_not_undone_while_it_is_at_work(self, site, state):
        run = run_of(imported(site))
        ImportRun.objects.update(state=state, worker="elsewhere.example:1:2")
        run.refresh_from_db()

        with pytest.raises(NotPossible, match="Cancel it first"):
            undo_import_run(run, by=None)
        assert Article.objects.count() == 1

    @pytest.mark.parametrize(
        ("other", "may"), [(None, True), ("Editor", False), ("Managing editor", True)]
    )
    def test_who_may(self, site, other, may):
        by = person("Editor")
        report = imported(site, by=by)
        undoer = person(other) if other else by

        if may:
            undo(report, by=undoer)
        else:
            with pytest.raises(NotAllowed):
                undo(report, by=undoer)
        assert Article.objects.exists() == (not may)

    def test_a_run_with_refused_files_is_undone_as_well(self, site):
        write_seeds(site, {"bad.md": b"---\nno end"})

        run = undo(imported(site))

        assert (run.totals["undone"], run.totals["refused"]) == (1, 1)

    def test_progress_is_told_and_a_killed_undoing_goes_on(self, tmp_path):
        write_seeds(tmp_path, numbered_seeds(251))
        report = imported(tmp_path)

        with pytest.raises(Killed):
            undo_import_run(run_of(report), by=None, progress=kill)
        dead(report.run)
        ImportRun.objects.update(state=RunState.UNDOING)
        assert Article.objects.count() == 1
        resume_imports_task.call()

        run = ImportRun.objects.get()
        assert (run.state, run.totals["undone"]) == (RunState.UNDONE, 251)
        assert not Article.objects.exists()

    def test_a_cancelled_run_can_be_undone(self, site):
        report = imported(site)
        ImportRun.objects.update(state=RunState.CANCELLED, finished_at=timezone.now())
        run_of(report).refresh_from_db()

        assert undo(report).state == RunState.UNDONE
        assert not Article.objects.exists()

    def test_an_article_that_somebody_deleted_stops_nothing(self, site):
        write_seeds(site, numbered_seeds(1))
        report = imported(site)
        Article.objects.get(name="heron").delete()

        assert undo(report).state == RunState.UNDONE
        assert not Article.objects.exists()

    def test_a_changed_article_that_somebody_deleted_stops_nothing(self, site):
        imported(site)
        change(site, **CHANGED)
        report = imported(site)
        Article.objects.all().delete()

        assert undo(report).state == RunState.UNDONE

    def test_an_article_written_here_is_written_here_again(self, site):
        edit(written := draft(name="heron", quality=None), {"title": "Mine"}, by=None)
        before = content()

        undo(imported(site))

        assert content() == before
        assert not hasattr(Article.objects.get(pk=written.pk), "seed_file")
