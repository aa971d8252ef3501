"""An import can be taken back: what it made goes."""

import pytest
from django.utils import timezone

from articles.ingest import undo as undoing
from articles.ingest.undo import undo_import_run
from articles.models import Article, Event, Image, ImportRun, Provider, RunState, SeedFile, Topic
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from tests.factories import draft, numbered_seeds, person, provider, seed_text, topic, write_seeds
from tests.ingest.desk import content, imported, run_of
from tests.ingest.enrichment_files import by_hand
from tests.ingest.interrupting import Killed, crossing_seeds, kill
from tests.ingest.undoing import CHANGED, change, heron_site, undo
from tests.publishing.runs import interrupt, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    return heron_site(tmp_path)


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


class TestTheRunItself:
    def test_it_is_undone_once(self, site):
        report = imported(site)
        undo(report)

        with pytest.raises(NotPossible, match="undone already"):
            undo_import_run(ImportRun.objects.get(), by=SYSTEM)

    def test_a_page_that_is_out_of_date_does_not_undo_again(self, site):
        report = imported(site)
        on_the_page = ImportRun.objects.get()
        undo(report)

        with pytest.raises(NotPossible, match="undone already"):
            undo_import_run(on_the_page, by=SYSTEM)

    @pytest.mark.parametrize("state", ["queued", "running"])
    def test_it_is_not_undone_while_it_is_at_work(self, site, state):
        run = run_of(imported(site))
        ImportRun.objects.update(state=state, worker="elsewhere.example:1:2")
        run.refresh_from_db()

        with pytest.raises(NotPossible, match="Cancel it first"):
            undo_import_run(run, by=SYSTEM)
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

    def test_undo_of_an_import_that_is_killed_goes_on(self, tmp_path, monkeypatch):
        run = run_of(imported(write_seeds(tmp_path, numbered_seeds(3))))
        monkeypatch.setattr(undoing, "BATCH", 2)
        monkeypatch.setattr(undoing, "_remove_orphans", kill)
        undo_items = undoing._undo_items

        def kill_at_second_batch(*args):
            monkeypatch.setattr(undoing, "_undo_items", kill)
            return undo_items(*args)

        monkeypatch.setattr(undoing, "_undo_items", kill_at_second_batch)
        with pytest.raises(Killed):
            undo_import_run(run, by=SYSTEM)
        assert Article.objects.count() == 1
        monkeypatch.undo()
        interrupt(run, state=RunState.UNDOING)

        resume()

        run.refresh_from_db()
        assert (run.state, run.totals["undone"]) == (RunState.UNDONE, 3)
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
        edit(written := draft(name="heron", quality=None), {"title": "Mine"}, by=SYSTEM)
        before = content()

        undo(imported(site))

        assert content() == before
        assert not hasattr(Article.objects.get(pk=written.pk), "seed_file")
