"""The undo of a publish run skips what was changed since."""

import pytest

from articles.jobs.lifecycle import execute
from articles.models import Article, PublishRun, RunState, Status, Verb
from articles.publishing import publish_run as runs
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import cancel_job, undo_now
from tests.factories import draft, person
from tests.publishing.runs import AT_70, die, interrupt, publish_at, resume
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db


def test_undo_makes_published_articles_drafts_again():
    article = draft(quality=80)
    run = publish_at(70)

    undo_now(run, by=SYSTEM)

    article.refresh_from_db()
    assert (article.status, article.went_live_at, article.held) == ("draft", None, False)
    assert (run.state, run.totals["undone"], run.totals["undo_skipped"]) == (RunState.UNDONE, 1, 0)


def test_undo_keeps_both_events():
    article, by = draft(quality=80), person("Managing editor")
    run = publish_at(70)

    undo_now(run, by=by)

    newest, published, _ = article.events.all()
    assert (newest.verb, newest.actor, newest.version) == (Verb.UNDONE, by, 3)
    assert (newest.before, newest.after) == ({"status": "published"}, {"status": "draft"})
    assert (published.verb, published.undone, newest.undone) == (Verb.PUBLISHED, True, True)
    assert Article.objects.get().version == 3


def test_undo_leaves_articles_published_before():
    old = draft(quality=80)
    do("publish", old, by=SYSTEM)
    draft(quality=80)
    run = publish_at(70)

    undo_now(run, by=SYSTEM)

    assert list(Article.objects.published()) == [old]


def test_publish_run_after_an_undo_publishes_again():
    draft(quality=80)
    undo_now(publish_at(70), by=SYSTEM)

    assert publish_at(70).totals == {"published": 1, "kept": 0}
    assert Article.objects.get().version == 4


TOUCHES = {
    "edited": lambda article: edit(article, {"title": "Touched"}, by=SYSTEM),
    "unpublished": lambda article: do("unpublish", article, by=SYSTEM),
    "archived": lambda article: do("archive", article, by=SYSTEM),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_undo_skips_and_names_articles_changed_since(touch):
    touched, other = draft(quality=80), draft(quality=80)
    run = publish_at(70)
    touched.refresh_from_db()
    touch(touched)
    status = touched.status

    undo_now(run, by=SYSTEM)

    assert Article.objects.get(pk=touched.pk).status == status
    assert Article.objects.get(pk=other.pk).status == Status.DRAFT
    assert run.items.get(article=touched).undo_skipped_reason == "It was changed since the run."
    assert (run.totals["undone"], run.totals["undo_skipped"]) == (1, 1)


def test_undo_skips_what_a_person_published_again():
    article = draft(quality=80)
    run = publish_at(70)
    article.refresh_from_db()
    do("unpublish", article, by=SYSTEM)
    do("publish", article, by=SYSTEM)

    undo_now(run, by=SYSTEM)

    assert Article.objects.get().status == Status.PUBLISHED


def test_undo_ignores_a_change_that_was_undone():
    """Published by one run, that undone, published by the next: the next can be undone."""
    draft(quality=80)
    undo_now(publish_at(70), by=SYSTEM)
    second = publish_at(70)

    undo_now(second, by=SYSTEM)

    assert Article.objects.get().status == Status.DRAFT
    assert second.totals["undo_skipped"] == 0


def test_undo_skips_a_deleted_article():
    gone, other = draft(quality=80), draft(quality=80)
    run = publish_at(70)
    gone.delete()

    undo_now(run, by=SYSTEM)

    assert run.state == RunState.UNDONE
    assert Article.objects.get(pk=other.pk).status == Status.DRAFT


def test_undo_twice_is_refused():
    draft(quality=80)
    run = publish_at(70)
    undo_now(run, by=SYSTEM)

    with pytest.raises(NotPossible, match="undone already"):
        undo_now(run, by=SYSTEM)
    assert Article.objects.get().version == 3


def test_undo_of_a_queued_run_is_refused():
    run = start_publish_run(AT_70, by=SYSTEM)

    with pytest.raises(NotPossible, match="Cancel it first"):
        undo_now(run, by=SYSTEM)


@pytest.mark.parametrize(
    ("starter", "other", "may"),
    [("Editor", "", True), ("Editor", "Editor", False), ("Editor", "Managing editor", True)],
    ids=["one's own", "another person's", "a managing editor"],
)
def test_undo_needs_the_own_run_or_permission(starter, other, may):
    draft(quality=80)
    by = person(starter)
    run = execute(start_publish_run(AT_70, by=by))
    undoer = person(other) if other else by

    if may:
        undo_now(run, by=undoer)
    else:
        with pytest.raises(NotAllowed):
            undo_now(run, by=undoer)
    assert Article.objects.published().exists() == (not may)


class TestSlices:
    """Three drafts a slice."""

    @pytest.fixture(autouse=True)
    def _small_slices(self, monkeypatch):
        monkeypatch.setattr(runs, "SLICE", 3)

    def test_undo_works_through_all_slices(self):
        for _ in range(7):
            draft(quality=80)
        run, seen = publish_at(70), []

        undo_now(run, by=SYSTEM, progress=lambda *numbers: seen.append(numbers))

        assert seen == [(3, 7), (6, 7), (7, 7)]
        assert Article.objects.drafts().count() == 7

    def test_undo_of_a_cancelled_run(self):
        for _ in range(7):
            draft(quality=80)
        run = start_publish_run([Rule("All", 70)], by=SYSTEM)
        execute(run, progress=lambda *_: cancel_job(run, by=SYSTEM))

        undo_now(run, by=SYSTEM)

        assert not Article.objects.published().exists()
        assert run.totals["undone"] == 3

    def test_undo_of_a_killed_undo_continues(self):
        for _ in range(7):
            draft(quality=80)
        run = publish_at(70)
        with pytest.raises(KeyboardInterrupt):
            undo_now(run, by=SYSTEM, progress=die)
        interrupt(run)
        PublishRun.objects.filter(pk=run.pk).update(state=RunState.UNDOING)

        resume()

        run.refresh_from_db()
        assert (run.state, run.totals["undone"]) == (RunState.UNDONE, 7)
        assert set(Article.objects.values_list("status", "version")) == {("draft", 3)}


def test_undo_with_an_outdated_instance_is_refused():
    draft(quality=80)
    run = publish_at(70)
    on_the_page = PublishRun.objects.get()
    undo_now(run, by=SYSTEM)
    finished = PublishRun.objects.get().finished_at

    with pytest.raises(NotPossible, match="undone already"):
        undo_now(on_the_page, by=SYSTEM)
    assert PublishRun.objects.get().finished_at == finished
