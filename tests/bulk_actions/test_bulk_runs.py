"""One action on many articles: outcomes for each, resume, cancel and undo."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles.bulk_actions import runs as bulk_runs
from articles.bulk_actions.runs import start_bulk_action
from articles.jobs.lifecycle import execute
from articles.jobs.tasks import run_job
from articles.models import (
    Article,
    BulkAction,
    BulkActionItem,
    Conflict,
    Event,
    RunState,
    Topic,
    Verb,
)
from articles.publishing.publish_run import CountChanged
from articles.workflow.actions import BY_KEY, STATE_FIELDS
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import cancel_job, request_undo, undo_now
from articles.workflow.undo_event import undo_event
from tests.factories import NOON, draft, person, published_article, topic
from tests.publishing.runs import die, interrupt, resume
from tests.workflow.transition_cases import LATER, do, ready_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(bulk_runs, "SLICE", 3)


def all_of(verb, by=SYSTEM, articles=None, **details):
    articles = Article.objects.all() if articles is None else articles
    return start_bulk_action(articles, verb, by=by, details=details, expected=articles.count())


def do_all(verb, by=SYSTEM, articles=None, **details):
    return execute(all_of(verb, by, articles, **details))


def held():
    return list(Article.objects.order_by("pk").values_list("held", flat=True))


AT = LATER.isoformat()


@pytest.mark.parametrize(
    ("verb", "status", "details", "after"),
    [
        ("publish", "draft", {}, {"status": "published"}),
        ("unpublish", "published", {}, {"status": "draft", "held": True}),
        ("reject", "draft", {"reason": "Not news"}, {"status": "rejected"}),
        ("archive", "published", {}, {"status": "archived"}),
        ("reopen", "rejected", {}, {"status": "draft"}),
        ("recommend", "draft", {}, {"recommended": True}),
        ("withdraw", "draft", {}, {"recommended": False}),
        ("hold", "draft", {}, {"held": True}),
        ("release", "draft", {}, {"held": False}),
        ("schedule", "draft", {"at": AT}, {"scheduled_for": LATER}),
        ("unschedule", "draft", {}, {"scheduled_for": None}),
        ("set_expiry", "published", {"at": AT}, {"expires_at": LATER}),
        ("clear_expiry", "published", {}, {"expires_at": None}),
    ],
)
def test_bulk_action_changes_each_article_and_its_undo_restores_them(verb, status, details, after):
    made, by = [ready_for(verb, status), ready_for(verb, status)], person("Editor")
    before = [*Article.objects.values(*STATE_FIELDS)]

    job = do_all(verb, by, **details)

    assert (job.state, job.totals) == (RunState.DONE, {"done": 2, "skipped": 0})
    assert Article.objects.filter(**after).count() == 2
    events = job.events.all()
    assert {(e.article_id, e.actor, e.verb) for e in events} == {
        (a.pk, by, BY_KEY[verb].event) for a in made
    }
    assert {event.reason for event in events} == {details.get("reason", "")}

    undo_now(job, by=by)

    assert (job.state, job.totals["undone"], job.undone_by) == (RunState.UNDONE, 2, by)
    assert [*Article.objects.values(*STATE_FIELDS)] == before
    assert {article.version for article in Article.objects.all()} == {3}


def torn(*fields, **changes):
    """Return an article with a conflict about each of these fields."""
    made = draft(title="Ours", excerpt="Ours", **changes)
    for field in fields:
        Conflict.objects.create(
            article=made, field=field, base="Old", ours="Ours", source="Source", created_at=NOON
        )
    return made


@pytest.mark.parametrize(("key", "now"), [("keep_ours", "Ours"), ("use_source", "Source")])
def test_bulk_resolution_and_its_undo(key, now):
    by, before = person("Editor"), [torn("title", "excerpt").pk, torn("title", name="x").pk]
    draft(title="Without a conflict")

    job = do_all(key, by)

    assert job.totals == {"done": 2, "skipped": 1}
    assert not Conflict.objects.unresolved().exists()
    assert {article.title for article in Article.objects.filter(pk__in=before)} == {now}
    undo_now(job, by=by)
    assert job.totals["undone"] == 2
    assert Conflict.objects.unresolved().count() == 3
    assert {article.title for article in Article.objects.filter(pk__in=before)} == {"Ours"}


def test_bulk_use_source_skips_a_field_that_was_edited_since():
    edit(torn("title"), {"title": "Ours, polished"}, by=SYSTEM)

    job = do_all("use_source", person("Editor"))

    assert "was edited since" in job.items.get().problem
    assert Article.objects.get().title == "Ours, polished"


def test_bulk_assign_and_its_undo():
    draft(), draft()
    ann = person("Reviewer", "ann")

    do_all("assign", person=ann.pk)
    assert ann.assigned_articles.count() == 2

    undo_now(do_all("assign", person=None), by=SYSTEM)
    assert ann.assigned_articles.count() == 2
    with pytest.raises(NotPossible, match="cannot review articles"):
        all_of("assign", person=person("").pk)


def topics_of(made):
    return list(made.article_topics.order_by("position").values_list("topic__name", flat=True))


@pytest.mark.parametrize(
    ("key", "with_it", "without", "why"),
    [
        ("add_topic", ["Fog", "Harbours"], ["Harbours", "Fog"], "already has the topic Fog"),
        ("remove_topic", ["Harbours"], ["Harbours"], "does not have the topic Fog"),
    ],
)
def test_bulk_topics_are_appended_or_removed_and_the_rest_skipped(key, with_it, without, why):
    fog, harbours = topic("Fog"), topic("Harbours")
    one, two = draft(topics=(fog, harbours)), draft(topics=(harbours,))
    done, skipped = (two, one) if key == "add_topic" else (one, two)

    job = do_all(key, topic="Fog")

    assert (topics_of(one), topics_of(two)) == (with_it, without)
    assert job.totals == {"done": 1, "skipped": 1}
    assert job.items.get(outcome="done").article == done
    assert why in job.items.get(article=skipped).problem
    undo_now(job, by=SYSTEM)
    assert (topics_of(one), topics_of(two)) == (["Fog", "Harbours"], ["Harbours"])


def test_bulk_action_changes_only_the_chosen_articles():
    poor, good = draft(quality=10), draft(quality=80)

    job = do_all("hold", articles=Article.objects.filter(quality__lt=50).order_by("-quality"))

    assert held() == [True, False]
    assert job.items.get().article == poor
    assert good.events.count() == 1


def test_bulk_action_on_a_joined_filter_chooses_each_article_once():
    draft(topics=(topic("Fog"), topic("Tides")))
    twice = Article.objects.filter(topics__name__in=["Fog", "Tides"])
    assert twice.count() == 2

    start_bulk_action(twice, "hold", by=SYSTEM, expected=1)

    assert BulkActionItem.objects.count() == 1


def test_bulk_action_on_the_first_few_of_a_list_chooses_those():
    first, _second = draft(), draft()

    start_bulk_action(Article.objects.order_by("pk")[:1], "hold", by=SYSTEM, expected=1)

    assert BulkActionItem.objects.get().article == first


@pytest.mark.parametrize("expected", [1, 3])
def test_bulk_action_with_another_number_than_shown_is_refused(expected):
    draft(), draft()

    with pytest.raises(CountChanged) as refusal:
        start_bulk_action(Article.objects.all(), "hold", by=SYSTEM, expected=expected)

    words = f"The number changed from {expected} to 2. Nothing was changed. Check the list again."
    assert str(refusal.value) == words
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(
    ("verb", "details", "words"),
    [
        ("reject", {}, "Give a reason"),
        ("reject", {"reason": "  "}, "Give a reason"),
        ("schedule", {}, "Choose a time"),
        ("schedule", {"at": "tomorrow"}, "not a valid time"),
        ("schedule", {"at": "2001-01-01T00:00:00Z"}, "has passed"),
        ("set_expiry", {"at": "2001-01-01T00:00:00Z"}, "has passed"),
        ("set_expiry", {"at": "2101-01-01T00:00:00"}, "has no time zone"),
        ("assign", {}, "Choose a person"),
        ("assign", {"person": 4711}, "does not exist"),
        ("assign", {"person": "ann"}, "does not exist"),
        ("add_topic", {"topic": " "}, "Name a topic"),
        ("add_topic", {"topic": "x" * 5000}, "topics:"),
        ("merge_topic", {}, "Name what to merge"),
        ("merge_provider", {"old": "fog.example"}, "Name what to merge"),
        ("edit", {}, "Choose an action"),
    ],
)
def test_bulk_action_with_invalid_arguments_is_refused(verb, details, words):
    draft()

    with pytest.raises(NotPossible, match=words):
        all_of(verb, **details)
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(
    ("verb", "role", "may"),
    [
        ("hold", "Reviewer", True),
        ("publish", "Reviewer", False),
        ("publish", "Editor", True),
        ("hold", "", False),
        ("add_topic", "Reviewer", False),  # a topic that does not exist yet
    ],
)
def test_bulk_action_needs_the_permission_of_its_action(verb, role, may):
    draft()

    if may:
        assert all_of(verb, by=person(role)).pk
    else:
        with pytest.raises(NotAllowed):
            all_of(verb, by=person(role), topic="Brand new")
    assert not Topic.objects.exists()


def test_bulk_action_skips_what_is_impossible_changed_or_deleted():
    first, live, changed, gone = draft(), published_article(title="Fog"), draft(), draft()
    job = all_of("hold")
    edit(changed, {"title": "Mist"}, by=SYSTEM)
    gone.delete()
    draft(name="created later")

    execute(job)

    assert held() == [True, False, False, False]
    assert job.totals == {"done": 1, "skipped": 3}
    assert [(item.article, item.problem) for item in job.items.all()] == [
        (first, ""),
        (live, "“Fog” is published: “Hold” is not possible."),
        (changed, "“Mist” was changed since it was chosen."),
        (None, "The article was deleted."),
    ]
    first.delete()
    undo_now(job, by=SYSTEM)
    assert job.totals["undo_skipped"] == 1


def test_bulk_action_fails_after_loss_of_the_role():
    draft()
    by = person("Reviewer")
    job = all_of("hold", by=by)
    by.groups.clear()

    execute(job)

    assert held() == [False]
    assert (job.state, job.items.get().outcome) == (RunState.FAILED, "waiting")
    assert "is not allowed to do this any more" in job.message


def test_bulk_undo_skips_and_names_articles_changed_since():
    touched, other, back = draft(), draft(), draft()
    job = do_all("hold")
    touched.refresh_from_db()
    edit(touched, {"title": "Touched"}, by=person("Editor", "ann"))
    undo_event(job.events.get(article=back), by=SYSTEM)

    undo_now(job, by=SYSTEM)

    assert held() == [True, False, False]
    assert (job.totals["undone"], job.totals["undo_skipped"]) == (2, 1)
    assert (
        "“Touched” was changed since: edited by ann"
        in job.items.get(article=touched).undo_skipped_reason
    )
    assert Article.objects.get(pk=back.pk).version == 3
    assert Article.objects.get(pk=other.pk).version == 3


@pytest.mark.parametrize(
    ("other", "may"), [(None, True), ("Editor", False), ("Managing editor", True)]
)
def test_bulk_undo_and_cancel_need_ownership_or_permission(other, may):
    draft()
    starter = person("Editor")
    job = do_all("hold", by=starter)
    by = person(other) if other else starter

    for act in undo_now, cancel_job, request_undo:
        if may and act is undo_now:
            act(job, by=by)
        elif not may:
            with pytest.raises(NotAllowed):
                act(job, by=by)
    assert held() == [not may]


@pytest.mark.usefixtures("small_slices")
class TestSlices:
    """Three articles a slice."""

    @pytest.fixture(autouse=True)
    def _seven(self):
        for _ in range(7):
            draft()

    def test_progress_is_reported_for_each_slice(self):
        job, seen = all_of("hold"), []

        execute(job, progress=lambda *numbers: seen.append(numbers))

        assert seen == [(3, 7), (6, 7), (7, 7)]
        undone = []
        undo_now(job, by=SYSTEM, progress=lambda *numbers: undone.append(numbers))
        assert undone == [(3, 7), (6, 7), (7, 7)]

    def test_killed_bulk_action_is_resumed(self):
        job = all_of("hold")
        with pytest.raises(KeyboardInterrupt):
            execute(job, progress=die)
        interrupt(job)

        resume()

        job.refresh_from_db()
        assert (job.state, job.totals["done"]) == (RunState.DONE, 7)
        assert set(Article.objects.values_list("held", "version")) == {(True, 2)}

    def test_killed_bulk_undo_is_resumed_as_the_same_person(self):
        by = person("Managing editor")
        job = do_all("hold")
        with pytest.raises(KeyboardInterrupt):
            undo_now(job, by=by, progress=die)
        interrupt(job)
        BulkAction.objects.update(state=RunState.UNDOING)

        resume()

        assert not any(held())
        assert {event.actor for event in Event.objects.filter(verb=Verb.UNDONE)} == {by}

    def test_cancelled_bulk_action_stops_and_can_be_undone(self):
        job = all_of("hold")

        execute(job, progress=lambda *_: cancel_job(job, by=SYSTEM))
        assert (job.state, sum(held())) == (RunState.CANCELLED, 3)
        execute(job)
        assert sum(held()) == 3

        undo_now(job, by=SYSTEM)
        assert not any(held())


def test_bulk_action_runs_and_is_undone_by_its_task():
    draft()
    by = person("Editor")
    job = all_of("hold", by=by)

    run_job.call("BulkAction", job.pk)
    assert held() == [True]

    request_undo(job, by=by)
    assert (job.state, held()) == (RunState.UNDOING, [True])
    run_job.call("BulkAction", job.pk)
    run_job.call("BulkAction", job.pk)

    job.refresh_from_db()
    assert (job.state, job.undone_by, held()) == (RunState.UNDONE, by, [False])
    assert Event.objects.filter(verb=Verb.UNDONE, bulk_action=job, actor=by).count() == 1


def test_bulk_assign_to_a_deleted_person_skips_each_article():
    draft()
    job = all_of("assign", person=(ann := person("Editor")).pk)
    ann.delete()

    run_job.call("BulkAction", job.pk)

    job.refresh_from_db()
    (item,) = job.items.all()
    assert (job.state, job.totals) == (RunState.DONE, {"done": 0, "skipped": 1})
    assert item.problem == "That person does not exist or was deleted. Nothing was changed."


def test_bulk_action_with_a_database_error_waits_for_a_retry(monkeypatch):
    draft()

    def fail(*_):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(bulk_runs, "apply_changes", fail)
    job = all_of("hold")
    run_job.call("BulkAction", job.pk)

    job.refresh_from_db()
    assert (job.state, job.worker, job.message) == (RunState.RUNNING, "", "")
    assert job.items.get().outcome == "waiting"


def test_bulk_undo_twice_is_refused():
    made = draft()
    job = do_all("hold")
    undo_now(job, by=SYSTEM)
    made.refresh_from_db()
    do("hold", made, by=SYSTEM)

    with pytest.raises(NotPossible, match="undone already"):
        undo_now(job, by=SYSTEM)
    assert held() == [True]


def test_bulk_topics_read_no_related_links(django_assert_max_num_queries):
    draft()
    job = all_of("add_topic", topic="Fog")

    with django_assert_max_num_queries(70) as done:
        undo_now(execute(job), by=SYSTEM)

    assert not [query for query in done if '"articles_relatedlink"."title"' in query["sql"]]


@pytest.mark.parametrize(
    ("verb", "details"),
    [
        ("reject", {"reason": "Not news"}),
        ("add_topic", {"topic": "Fog"}),
        ("use_source", {}),
    ],
)
def test_bulk_action_uses_as_many_queries_for_one_article_as_for_forty(verb, details):
    topic("Fog")
    counts = []
    for number in (1, 40):
        for made in range(number):
            torn("title", name=f"torn-{number}-{made}")
        count = Article.objects.count()
        with CaptureQueriesContext(connection) as found:
            job = undo_now(do_all(verb, **details), by=SYSTEM)
        assert job.totals == {"done": count, "skipped": 0, "undone": count, "undo_skipped": 0}
        # The rows that one statement writes are shown as a statement each.
        writing = ("UPDATE", "INSERT", "COPY")
        counts.append(sum(not query["sql"].startswith(writing) for query in found))

    assert counts[0] == counts[1]


def test_bulk_add_topic_ends_a_conflict_about_the_same_value():
    for wanted in ("Fog", "Tides"):
        Conflict.objects.create(
            article=draft(), field="topics", base=[], ours=[], source=[wanted], created_at=NOON
        )

    job = do_all("add_topic", topic="Fog")
    resolutions = Conflict.objects.order_by("pk").values_list("resolution", flat=True)
    assert list(resolutions) == ["obsolete", ""]

    undo_now(job, by=SYSTEM)
    assert Conflict.objects.unresolved().count() == 2
