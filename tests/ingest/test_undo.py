"""An import can be taken back: what it made goes."""

import pytest
from django.utils import timezone

from articles.ingest import undo as undoing
from articles.ingest.undo import undo_import_run
from articles.models import Article, Event, ImportRun, Provider, RunState, SeedFile, Topic
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
    def test_undo_created_article_deletes_related_rows(self, site):
        write_seeds(site, numbered_seeds(3))
        report = imported(site)

        run = undo(report)

        for noun in (Article, SeedFile, Event, Provider, Topic):
            assert not noun.objects.exists()
        assert (run.state, run.totals["undone"], run.totals["undo_skipped"]) == (
            RunState.UNDONE,
            4,
            0,
        )

    def test_undo_created_article_can_be_imported_again(self, site):
        report = imported(site)
        before = content()
        undo(report)

        again = imported(site)

        assert again.totals == {"created": 1}
        assert content() == before

    def test_undo_keeps_earlier_articles(self, site):
        imported(site)
        before = content()
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog", topics=["Fog"])})

        undo(imported(site))

        assert content() == before

    def test_undo_keeps_used_providers_and_topics(self, site):
        first = imported(site)
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog")})
        imported(site)

        undo(first)

        assert [each.domain for each in Provider.objects.all()] == ["tidewire.example"]
        assert [each.name for each in Topic.objects.all()] == ["Harbours"]

    @pytest.mark.parametrize("noun", [Provider, Topic])
    def test_undo_keeps_edited_providers_and_topics(self, site, noun):
        report = imported(site)
        for each in noun.objects.all():
            by_hand(each)

        undo(report)

        assert noun.objects.exists()

    def test_undo_keeps_providers_known_before(self, site):
        provider("tidewire.example"), topic("Harbours")
        report = imported(site)

        undo(report)

        assert Provider.objects.filter(domain="tidewire.example").exists()
        assert Topic.objects.filter(name="Harbours").exists()

    def test_undo_trusted_published_article_is_deleted(self, site):
        change(site, published=True)

        undo(imported(site, trust_published=True))

        assert not Article.objects.exists()

    def test_undo_unresolves_links_to_deleted_article(self, tmp_path):
        files = crossing_seeds(2)
        write_seeds(tmp_path, {"report-000.md": files["report-000.md"]})
        imported(tmp_path)
        before = content()
        write_seeds(tmp_path, files)

        undo(imported(tmp_path))

        assert content() == before

    def test_undo_resolves_link_that_was_ambiguous(self, tmp_path):
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


class TestRun:
    def test_undo_twice_is_refused(self, site):
        report = imported(site)
        on_the_page = ImportRun.objects.get()
        undo(report)

        for run in on_the_page, ImportRun.objects.get():
            with pytest.raises(NotPossible, match="undone already"):
                undo_import_run(run, by=SYSTEM)

    @pytest.mark.parametrize("state", ["queued", "running"])
    def test_undo_running_import_is_refused(self, site, state):
        run = run_of(imported(site))
        ImportRun.objects.update(state=state, worker="elsewhere.example:1:2")
        run.refresh_from_db()

        with pytest.raises(NotPossible, match="Cancel it first"):
            undo_import_run(run, by=SYSTEM)
        assert Article.objects.count() == 1

    @pytest.mark.parametrize(
        ("other", "may"), [(None, True), ("Editor", False), ("Managing editor", True)]
    )
    def test_undo_checks_permission(self, site, other, may):
        by = person("Editor")
        report = imported(site, by=by)
        undoer = person(other) if other else by

        if may:
            undo(report, by=undoer)
        else:
            with pytest.raises(NotAllowed):
                undo(report, by=undoer)
        assert Article.objects.exists() == (not may)

    def test_undo_run_with_refused_files_is_undone(self, site):
        write_seeds(site, {"bad.md": b"---\nno end"})

        run = undo(imported(site))

        assert (run.totals["undone"], run.totals["refused"]) == (1, 1)

    def test_undo_killed_is_resumed(self, tmp_path, monkeypatch):
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

    def test_undo_cancelled_run_is_undone(self, site):
        report = imported(site)
        ImportRun.objects.update(state=RunState.CANCELLED, finished_at=timezone.now())
        run_of(report).refresh_from_db()

        assert undo(report).state == RunState.UNDONE
        assert not Article.objects.exists()

    def test_undo_deleted_created_article_is_ignored(self, site):
        write_seeds(site, numbered_seeds(1))
        report = imported(site)
        Article.objects.get(name="heron").delete()

        assert undo(report).state == RunState.UNDONE
        assert not Article.objects.exists()

    def test_undo_deleted_changed_article_is_ignored(self, site):
        imported(site)
        change(site, **CHANGED)
        report = imported(site)
        Article.objects.all().delete()

        assert undo(report).state == RunState.UNDONE

    def test_undo_local_article_loses_its_file(self, site):
        edit(written := draft(name="heron", quality=None), {"title": "Mine"}, by=SYSTEM)
        before = content()

        undo(imported(site))

        assert content() == before
        assert not hasattr(Article.objects.get(pk=written.pk), "seed_file")
