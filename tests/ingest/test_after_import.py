"""An automatic rule publishes the drafts of each import."""

import pytest

from articles.jobs.lifecycle import UNEXPECTED
from articles.models import (
    Article,
    Conflict,
    Event,
    ImportRun,
    PublishingRule,
    PublishRun,
    RunState,
    Verb,
)
from articles.publishing.auto_publish import start_after_import
from articles.publishing.explanations import describe_item, why
from articles.publishing.policy_sql import with_verdicts
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import hold, publish, reject, release, reopen, unpublish
from tests.factories import draft, person, rule, seed_text, source, topic, write_seeds
from tests.ingest.desk import imported, run_of
from tests.ingest.interrupting import Killed, kill, work_on
from tests.publishing.runs import interrupt, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def auto_publish():
    PublishingRule.objects.update(after_import=True, threshold=50)


def site(folder, **qualities):
    return write_seeds(
        folder,
        {
            f"_news/2031-05-04-{name}.md": seed_text(title=name, quality=quality)
            for name, quality in qualities.items()
        },
    )


def live():
    return sorted(Article.objects.published().values_list("title", flat=True))


def test_auto_publish_without_automatic_rule_publishes_nothing(tmp_path):
    imported(site(tmp_path, good=90))

    assert live() == []
    assert not PublishRun.objects.exists()


def edit_score(article, _reviewer, editor):
    edit(article, {"quality": 95}, by=editor)


def unpublish_and_release(article, reviewer, editor):
    edit(article, {"quality": 95}, by=SYSTEM)
    Event.objects.filter(verb=Verb.EDITED).update(verb=Verb.UPDATED)
    publish(article, by=editor)
    unpublish(article, by=editor)
    release(article, by=reviewer)


def reopen_rejected(article, reviewer, _editor):
    Article.objects.update(quality=95)
    reject(article, by=reviewer)
    reopen(article, by=reviewer)


@pytest.mark.usefixtures("auto_publish")
class TestAutoPublish:
    """The rule for everything publishes from 50 on after each import."""

    def test_auto_publish_passing_draft_is_published(self, tmp_path):
        report = imported(site(tmp_path, good=90, poor=10))

        run = PublishRun.objects.get()
        assert live() == ["good"]
        assert (run.state, run.import_run, run.started_by) == (
            RunState.DONE,
            run_of(report),
            None,
        )
        assert run.totals == {"published": 1, "kept": 1}

    def test_auto_publish_event_names_import(self, tmp_path):
        report = imported(site(tmp_path, good=90))

        article = Article.objects.get()
        event = article.events.get(verb=Verb.PUBLISHED)
        assert (event.reason, event.actor) == (f"after {run_of(report)}", None)
        assert f"after {run_of(report)}. Its quality of 90 meets" in why(article).sentences[0]

    @pytest.mark.parametrize("decide", [edit_score, unpublish_and_release, reopen_rejected])
    def test_auto_publish_keeps_draft_decided_by_a_person(self, tmp_path, decide):
        """A reviewer may edit a score and release a draft, but must not publish that way."""
        imported(site(tmp_path, good=3))
        decide(Article.objects.get(), person("Reviewer"), person("Editor"))

        changed = seed_text(title="good", quality=3, excerpt="A comma, changed.")
        write_seeds(tmp_path, {"_news/2031-05-04-good.md": changed})
        imported(tmp_path)

        assert live() == []

    def test_auto_publish_keeps_earlier_drafts(self, tmp_path):
        draft(title="old", quality=99)

        imported(site(tmp_path, good=90))

        assert live() == ["good"]

    def test_auto_publish_draft_with_risen_score_is_published(self, tmp_path):
        imported(site(tmp_path, one=10, two=10))

        imported(site(tmp_path, one=60))

        assert live() == ["one"]

    def test_auto_publish_without_candidates_creates_no_run(self, tmp_path):
        imported(site(tmp_path, poor=10))
        imported(site(tmp_path, poor=10))

        assert not PublishRun.objects.exists()

    @pytest.mark.parametrize("decide", [hold, reject])
    def test_auto_publish_keeps_decided_articles(self, tmp_path, decide):
        imported(site(tmp_path, fog=10))
        decide(Article.objects.get(), by=SYSTEM)

        imported(site(tmp_path, fog=90))

        assert live() == []

    def test_auto_publish_skips_conflicts(self, tmp_path):
        imported(site(tmp_path, fog=10))
        edit(Article.objects.get(), {"quality": 80}, by=SYSTEM)

        imported(site(tmp_path, fog=90))

        assert Conflict.objects.unresolved().exists()
        assert live() == []

    def test_auto_publish_specific_manual_rule_keeps_drafts(self, tmp_path):
        rule(name="Fog", threshold=0, topic=topic("Fog"))
        write_seeds(
            tmp_path,
            {
                "_news/2031-05-04-fog.md": seed_text(title="fog", quality=90, topics=["Fog"]),
                "_news/2031-05-04-tide.md": seed_text(title="tide", quality=90, topics=["Tides"]),
            },
        )

        imported(tmp_path)

        assert live() == ["tide"]
        kept = PublishRun.objects.get().items.get(article__title="fog")
        assert describe_item(kept)[0] == ("Its rule does not publish automatically after imports.")

    def test_auto_publish_dry_run_publishes_nothing(self, tmp_path):
        imported(site(tmp_path, good=90), dry_run=True)

        assert not PublishRun.objects.exists()

    def test_auto_publish_resumed_import_publishes_once(self, tmp_path):
        run = run_of(imported(site(tmp_path, good=90)))

        work_on(run)
        assert start_after_import(run) is None

        assert PublishRun.objects.count() == 1
        assert Article.objects.get().version == 2

    def test_auto_publish_killed_run_is_resumed(self, tmp_path, monkeypatch):
        monkeypatch.setattr("articles.ingest.completion.execute", kill)
        with pytest.raises(Killed):
            imported(site(tmp_path, good=90))
        interrupt(PublishRun.objects.get(), state=RunState.QUEUED, worker="")

        resume()

        assert live() == ["good"]

    def test_auto_publish_failure_leaves_import_done(self, tmp_path, monkeypatch):
        def fail(*_args):
            raise RuntimeError("the lamp is out")

        judge = with_first_counted(with_verdicts, fail)
        monkeypatch.setattr("articles.publishing.publish_run.with_verdicts", judge)
        report = imported(site(tmp_path, good=90))

        assert run_of(report).state == RunState.DONE
        run = PublishRun.objects.get()
        assert (run.state, run.message) == (RunState.FAILED, UNEXPECTED)

    def test_auto_publish_that_cannot_start_fails_the_import(self, tmp_path, monkeypatch):
        folder = site(tmp_path, good=90)
        run = ImportRun.objects.create(
            by_system=True, source=source(), label="site", paths=[str(folder)]
        )

        def fail(_run):
            raise RuntimeError("the lamp is out")

        monkeypatch.setattr("articles.ingest.completion.start_after_import", fail)
        work_on(run)

        assert (run.state, run.worker, run.message) == (RunState.FAILED, "", UNEXPECTED)

    def test_auto_publish_run_can_be_undone(self, tmp_path):
        imported(site(tmp_path, good=90))

        undo_now(PublishRun.objects.get(), by=SYSTEM)

        assert live() == []


def with_first_counted(real, then):
    """The first call, which counts, works; what comes later does not."""
    calls = []

    def judge(*args):
        calls.append(args)
        return real(*args) if len(calls) == 1 else then()

    return judge


def test_auto_publish_uses_only_automatic_rules(tmp_path):
    rule(name="Fog", threshold=80, topic=topic("Fog"), after_import=True)
    write_seeds(
        tmp_path,
        {
            "_news/2031-05-04-fog.md": seed_text(title="fog", quality=90, topics=["Fog"]),
            "_news/2031-05-04-mist.md": seed_text(title="mist", quality=75, topics=["Fog"]),
            "_news/2031-05-04-tide.md": seed_text(title="tide", quality=90, topics=["Tides"]),
        },
    )

    imported(tmp_path)

    assert live() == ["fog"]
