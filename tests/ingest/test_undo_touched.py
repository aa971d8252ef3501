"""Undo skips articles that were changed since the import."""

import pytest

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from tests.factories import seed_text, write_seeds
from tests.ingest.desk import content, imported, only_article
from tests.ingest.undoing import CHANGED, change, heron_site, undo
from tests.publishing.runs import publish_at
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    return heron_site(tmp_path)


TOUCHES = {
    "edited": lambda article: edit(article, {"excerpt": "Touched."}, by=SYSTEM),
    "published": lambda article: do("publish", article, by=SYSTEM),
    "rejected": lambda article: do("reject", article, by=SYSTEM),
    "archived": lambda article: do("archive", article, by=SYSTEM),
    "held": lambda article: do("hold", article, by=SYSTEM),
    "scheduled": lambda article: do("schedule", article, by=SYSTEM),
    "published by a run": lambda _: publish_at(0),
}


class TestTouched:
    @pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
    def test_undo_created_article_touched_is_skipped(self, site, touch):
        write_seeds(site, {"_news/fog.md": seed_text(title="Fog", quality=None)})
        report = imported(site)
        touch(Article.objects.get(name="heron"))
        before = content()

        run = undo(report)

        assert (run.totals["undone"], run.totals["undo_skipped"]) == (1, 1)
        del before["articles"]["default", "fog"]
        assert content()["articles"] == before["articles"]
        assert (
            run.items.get(article__name="heron").undo_skipped_reason
            == "It was changed since the import."
        )

    @pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
    def test_undo_changed_article_touched_is_skipped(self, site, touch):
        imported(site)
        change(site, **CHANGED)
        report = imported(site)
        touch(only_article())
        before = content()

        run = undo(report)

        assert run.totals["undo_skipped"] == 1
        assert content() == before

    def test_undo_article_reverted_by_hand_is_skipped(self, site):
        report = imported(site)
        do("hold", only_article(), by=SYSTEM)
        do("release", only_article(), by=SYSTEM)

        assert undo(report).totals["undo_skipped"] == 1

    def test_undo_article_of_undone_publish_run_is_undone(self, site):
        report = imported(site)
        undo_now(publish_at(0), by=SYSTEM)

        assert undo(report).totals == {"created": 1, "unchanged": 0, "undone": 1, "undo_skipped": 0}
        assert not Article.objects.exists()

    def test_undo_article_of_later_import_is_skipped(self, site):
        first = imported(site)
        change(site, **CHANGED)
        imported(site)

        run = undo(first)

        assert run.totals["undo_skipped"] == 1
        assert only_article().title == "Changed"

    def test_undo_three_imports_in_reverse_restores_all(self, site):
        states, reports = [], []
        for title in ("One", "Two", "Three"):
            change(site, title=title, topics=[title])
            reports.append(imported(site))
            states.append(content())

        for report, state in zip(reports[:0:-1], states[-2::-1], strict=True):
            undo(report)
            assert content()["articles"] == state["articles"]
            assert content()["files"] == state["files"]
