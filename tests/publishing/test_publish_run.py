"""A publish run publishes the drafts that pass and stores a verdict for each."""

from operator import itemgetter

import pytest

from articles.jobs.lifecycle import execute
from articles.jobs.tasks import run_job
from articles.models import Article, PublishItem, PublishRun, RunState, Status, Verb
from articles.publishing import publish_run as runs
from articles.publishing.policy import Reason, Rule
from articles.publishing.publish_run import CountChanged, find_interrupted, start_publish_run
from articles.publishing.report import run_as_dict
from articles.publishing.rules import rule_from
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed
from articles.workflow.job_control import cancel_job
from tests.factories import draft, in_status, person
from tests.publishing.runs import AT_70, die, interrupt, publish_at
from tests.workflow.transition_cases import LATER, do

pytestmark = pytest.mark.django_db


def statuses():
    return dict(Article.objects.values_list("name", "status"))


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(runs, "SLICE", 3)


def test_publish_run_publishes_what_passes_and_keeps_the_rest():
    draft(name="good", quality=70)
    draft(name="poor", quality=69)
    draft(name="unscored", quality=None)
    draft(name="held", quality=99, held=True)
    draft(name="scheduled", quality=99, scheduled_for=LATER)

    run = publish_at(70)

    assert statuses() == {
        "good": "published",
        "poor": "draft",
        "unscored": "draft",
        "held": "draft",
        "scheduled": "draft",
    }
    assert (run.state, run.totals) == (RunState.DONE, {"published": 1, "kept": 4})


@pytest.mark.parametrize("status", ["published", "rejected", "archived"])
def test_publish_run_judges_only_drafts(status):
    article = in_status(status, quality=99)

    run = publish_at(10)

    assert (run.total_count, run.items.count()) == (0, 0)
    assert Article.objects.get(pk=article.pk).version == 1


def test_publish_run_sets_the_time_and_writes_an_event():
    article, by = draft(quality=80), person()

    run = execute(start_publish_run(AT_70, by=by))

    article.refresh_from_db()
    event = article.events.all()[0]
    assert (event.verb, event.actor, event.publish_run) == (Verb.PUBLISHED, by, run)
    assert (event.before, event.after) == ({"status": "draft"}, {"status": "published"})
    assert (event.version, event.undone) == (article.version, False)
    assert article.went_live_at == event.at == article.updated_at


def test_publish_run_stores_a_verdict_for_every_draft():
    draft(name="good", quality=80)
    draft(name="poor", quality=10)

    run = publish_at(70)

    items = run.items.order_by("article__name")
    assert [(i.quality, i.reasons, i.rule, i.is_published) for i in items] == [
        (80, int(Reason.MEETS_THRESHOLD), 0, True),
        (10, int(Reason.BELOW_THRESHOLD), 0, False),
    ]
    assert [item.version for item in items] == [1, 1]


def test_publish_run_does_not_write_kept_drafts():
    article = draft(quality=10)
    before = Article.objects.values().get()

    publish_at(70)

    assert Article.objects.values().get() == before
    assert article.events.count() == 1


def test_publish_run_with_ids_leaves_other_drafts():
    chosen, other = draft(quality=80), draft(quality=80)

    run = publish_at(70, scope={"ids": [chosen.pk]})

    assert run.totals == {"published": 1, "kept": 0}
    assert Article.objects.get(pk=other.pk).status == Status.DRAFT


def test_publish_run_without_drafts_is_done():
    run = publish_at(70)

    assert (run.state, run.total_count, run.totals) == (RunState.DONE, 0, {})
    assert run.finished_at is not None


def test_publish_run_stores_its_rules():
    draft(quality=80)

    run = execute(start_publish_run([Rule("Old", 70, corroborated_threshold=60)], by=SYSTEM))

    assert run.rules == [Rule("Old", 70, corroborated_threshold=60).as_dict()]


def test_publish_run_keeps_an_unpublished_draft_until_it_is_released():
    article = draft(quality=80)
    publish_at(70)
    article.refresh_from_db()

    do("unpublish", article, by=SYSTEM)
    publish_at(70)
    assert Article.objects.get().status == Status.DRAFT

    do("release", article, by=SYSTEM)
    publish_at(70)
    assert Article.objects.get().status == Status.PUBLISHED


def test_start_publish_run_without_permission_is_refused():
    with pytest.raises(NotAllowed):
        start_publish_run(AT_70, by=person("Reviewer"))
    assert not PublishRun.objects.exists()


def test_start_publish_run_with_another_number_is_refused():
    draft(quality=80)
    draft(quality=80)

    with pytest.raises(CountChanged, match="changed from 1 to 2") as moved:
        start_publish_run(AT_70, by=SYSTEM, expected=1)
    assert moved.value.found == 2
    assert not PublishRun.objects.exists()


def test_execute_stops_if_the_number_has_changed_since_the_start():
    draft(quality=80)
    poor = draft(quality=10)
    run = start_publish_run(AT_70, by=SYSTEM, expected=1)
    edit(poor, {"quality": 99}, by=SYSTEM)

    execute(run)

    assert run.state == RunState.FAILED
    assert "changed from 1 to 2" in run.message
    assert not Article.objects.published().exists()


@pytest.mark.parametrize("count", [0, 2])
def test_start_publish_run_with_the_expected_number_is_stored(count):
    for _ in range(count):
        draft(quality=80)

    run = publish_at(70, expected=count)

    assert run.totals.get("published", 0) == count


@pytest.mark.usefixtures("small_slices")
class TestSlices:
    """Three drafts a slice."""

    def test_execute_works_through_all_slices(self):
        for number in range(8):
            draft(quality=70 + number % 2 * 20)

        seen = []
        run = start_publish_run([Rule("All", 80)], by=SYSTEM)
        execute(run, progress=lambda done, total: seen.append((done, total)))

        assert seen == [(3, 8), (6, 8), (8, 8)]
        assert run.totals == {"published": 4, "kept": 4}
        assert run.items.count() == 8

    def test_execute_leaves_drafts_created_after_the_start(self):
        draft(quality=80)
        run = start_publish_run(AT_70, by=SYSTEM)
        late = draft(quality=80)

        execute(run)

        assert Article.objects.get(pk=late.pk).status == Status.DRAFT

    @pytest.mark.parametrize(("verb", "kept"), [("hold", 1), ("reject", 0)])
    def test_execute_respects_a_decision_before_the_slice(self, verb, kept):
        *_, last = (draft(quality=80) for _ in range(4))
        run = start_publish_run(AT_70, by=SYSTEM)

        def decide_once(*_):
            if last.version == 1:
                do(verb, last, by=SYSTEM)

        execute(run, progress=decide_once)

        assert run.totals == {"published": 3, "kept": kept}
        assert Article.objects.get(pk=last.pk).status != Status.PUBLISHED

    def test_execute_of_a_cancelled_run_stops_and_keeps_what_is_done(self):
        for _ in range(7):
            draft(quality=80)
        run = start_publish_run(AT_70, by=SYSTEM)

        execute(run, progress=lambda *_: cancel_job(run, by=SYSTEM))
        execute(run)

        assert (run.state, run.totals) == (RunState.CANCELLED, {"published": 3, "kept": 0})
        assert Article.objects.published().count() == 3

    def test_execute_of_a_killed_run_continues_from_its_cursor(self):
        for _ in range(7):
            draft(quality=80)
        run = start_publish_run(AT_70, by=SYSTEM)
        with pytest.raises(KeyboardInterrupt):
            execute(run, progress=die)
        interrupt(run)

        assert find_interrupted([rule_from(r) for r in run.rules], {}) == run
        again = execute(run)

        assert again.totals == {"published": 7, "kept": 0}
        assert set(Article.objects.values_list("status", "version")) == {("published", 2)}


def test_run_job_of_a_finished_run_does_nothing():
    draft(quality=80)
    run = publish_at(70)

    run_job.call("PublishRun", run.pk)

    assert PublishItem.objects.count() == 1
    assert Article.objects.get().version == 2


@pytest.mark.parametrize("is_running", [False, True], ids=["of a person", "running"])
def test_find_interrupted_leaves_runs_that_others_do(is_running):
    run = start_publish_run(AT_70, by=SYSTEM if is_running else person("Editor"))
    if is_running:
        PublishRun.objects.update(state=RunState.RUNNING, worker="elsewhere:1:aa")

    assert find_interrupted([rule_from(rule) for rule in run.rules], {}) is None


def test_publish_slice_leaves_drafts_that_appear_after_the_lock(monkeypatch):
    """On PostgreSQL a draft may be committed between choosing the slice and judging it."""
    draft(quality=80, pk=1)
    draft(quality=80, pk=3)
    run = start_publish_run(AT_70, by=SYSTEM)
    monkeypatch.setattr(runs, "lock_rows", lambda _pks: draft(quality=80, pk=2))

    execute(run)

    assert set(Article.objects.published().values_list("pk", flat=True)) == {1, 3}


def test_cancel_of_a_finished_run_changes_nothing():
    run = publish_at(70)

    cancel_job(run, by=SYSTEM)

    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_run_as_dict_names_each_draft_with_its_reasons():
    draft(name="good", quality=80)
    draft(name="poor", quality=10)
    run = publish_at(70)

    report = run_as_dict(run, with_items=True)

    assert report["totals"] == {"published": 1, "kept": 1}
    assert sorted(report["items"], key=itemgetter("name")) == [
        {
            "name": "good",
            "outcome": "published",
            "quality": 80,
            "reasons": ["Its quality of 80 meets the threshold of 70."],
        },
        {
            "name": "poor",
            "outcome": "kept",
            "quality": 10,
            "reasons": ["Its quality of 10 is below the threshold of 70."],
        },
    ]
