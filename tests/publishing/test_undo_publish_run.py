"""The undo of a publish run skips what was changed since."""

import pytest

from articles.jobs.lifecycle import execute
from articles.models import Article, RunState, Status, Verb
from articles.publishing import publish_run as runs
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import cancel_job, undo_now
from tests.factories import draft, person
from tests.publishing.runs import die, interrupt, publish_at, resume
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
    "published again": lambda article: [
        do(verb, article, by=SYSTEM) for verb in ("unpublish", "publish")
    ],
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


@pytest.fixture
def seven_in_small_slices(monkeypatch):
    monkeypatch.setattr(runs, "SLICE", 3)
    for _ in range(7):
        draft(quality=80)


def test_undo_works_through_all_slices(seven_in_small_slices):
    run, seen = publish_at(70), []

    undo_now(run, by=SYSTEM, progress=lambda *numbers: seen.append(numbers))

    assert seen == [(3, 7), (6, 7), (7, 7)]
    assert Article.objects.drafts().count() == 7


def test_undo_of_a_cancelled_run_undoes_what_was_done(seven_in_small_slices):
    run = start_publish_run([Rule("All", 70)], by=SYSTEM)
    execute(run, progress=lambda *_: cancel_job(run, by=SYSTEM))

    undo_now(run, by=SYSTEM)

    assert not Article.objects.published().exists()
    assert run.totals["undone"] == 3


def test_undo_of_a_killed_undo_continues(seven_in_small_slices):
    run = publish_at(70)
    with pytest.raises(KeyboardInterrupt):
        undo_now(run, by=SYSTEM, progress=die)
    interrupt(run, state=RunState.UNDOING)

    resume()

    run.refresh_from_db()
    assert (run.state, run.totals["undone"]) == (RunState.UNDONE, 7)
    assert set(Article.objects.values_list("status", "version")) == {("draft", 3)}
