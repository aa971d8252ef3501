"""One verb on what a filter shows: each article by itself, resumable, and undone."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles.bulk_actions import runs as batches
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
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import cancel_job, request_undo, undo_now
from articles.workflow.undo_event import undo_event
from tests.factories import NOON, article, draft, in_status, person, topic
from tests.publishing.runs import die, interrupt, resume
from tests.workflow.transition_cases import LATER, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(batches, "SLICE", 3)


def all_of(verb, by=SYSTEM, articles=None, **details):
    articles = Article.objects.all() if articles is None else articles
    return start_bulk_action(articles, verb, by=by, details=details, expected=articles.count())


def do_all(verb, by=SYSTEM, articles=None, **details):
    return execute(all_of(verb, by, articles, **details))


def held():
    return list(Article.objects.order_by("pk").values_list("held", flat=True))


AT = LATER.isoformat()
WORKS = {
    "publish": ("publish", "draft", {}, {"status": "published"}),
    "unpublish": ("unpublish", "published", {}, {"status": "draft", "held": True}),
    "reject": ("reject", "draft", {"reason": "Not news"}, {"status": "rejected"}),
    "archive": ("archive", "published", {}, {"status": "archived"}),
    "reopen": ("reopen", "rejected", {}, {"status": "draft"}),
    "hold": ("hold", "draft", {}, {"held": True}),
    "schedule": ("schedule", "draft", {"at": AT}, {"scheduled_for": LATER}),
    "set expiry": ("set_expiry", "published", {"at": AT}, {"expires_at": LATER}),
}


@pytest.mark.parametrize(("verb", "status", "details", "after"), WORKS.values(), ids=WORKS)
def test_a_verb_is_done_to_each_and_undone_again(verb, status, details, after):
    made, by = [in_status(status), in_status(status)], person("Editor")

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
    assert Article.objects.filter(status=status, held=False, version=3).count() == 2


def torn(*fields, **changes):
    """Return an article of which an editor and the source say otherwise in these fields."""
    made = draft(title="Mine", excerpt="Mine", **changes)
    for field in fields:
        Conflict.objects.create(
            article=made, field=field, base="Old", ours="Mine", source="Theirs", created_at=NOON
        )
    return made


@pytest.mark.parametrize(("key", "now"), [("keep_ours", "Mine"), ("use_source", "Theirs")])
def test_the_conflicts_of_many_are_resolved_and_open_again_after_the_undo(key, now):
    by, before = person("Editor"), [torn("title", "excerpt").pk, torn("title", name="x").pk]
    draft(title="At peace")

    job = do_all(key, by)

    assert job.totals == {"done": 2, "skipped": 1}
    assert not Conflict.objects.unresolved().exists()
    assert {article.title for article in Article.objects.filter(pk__in=before)} == {now}
    undo_now(job, by=by)
    assert job.totals["undone"] == 2
    assert Conflict.objects.unresolved().count() == 3
    assert {article.title for article in Article.objects.filter(pk__in=before)} == {"Mine"}


def test_theirs_replaces_nothing_in_a_batch_that_was_edited_since():
    edit(torn("title"), {"title": "Mine, polished"}, by=SYSTEM)

    job = do_all("use_source", person("Editor"))

    assert "was edited since" in job.items.get().problem
    assert Article.objects.get().title == "Mine, polished"


@pytest.mark.parametrize(
    ("verb", "before"),
    [
        ("release", {"held": True}),
        ("unschedule", {"scheduled_for": LATER}),
        ("clear_expiry", {"expires_at": LATER}),
    ],
)
def test_what_was_set_is_taken_off(verb, before):
    draft(**before)

    job = do_all(verb)
    assert not Article.objects.filter(**before).exists()

    undo_now(job, by=SYSTEM)
    assert Article.objects.filter(**before).exists()


def test_articles_are_assigned():
    draft(), draft()
    ann = person("Reviewer", "ann")

    do_all("assign", person=ann.pk)
    assert ann.assigned_articles.count() == 2

    undo_now(do_all("assign", person=None), by=SYSTEM)
    assert ann.assigned_articles.count() == 2


def topics_of(made):
    return list(made.article_topics.order_by("position").values_list("topic__name", flat=True))


def test_a_topic_is_added_behind_the_others():
    fog, harbours = topic("Fog"), topic("Harbours")
    one, two = draft(topics=(harbours,)), draft(topics=(fog, harbours))

    job = do_all("add_topic", topic="Fog")

    assert (topics_of(one), topics_of(two)) == (["Harbours", "Fog"], ["Fog", "Harbours"])
    assert job.totals == {"done": 1, "skipped": 1}
    assert "already has the topic Fog" in job.items.get(article=two).problem
    undo_now(job, by=SYSTEM)
    assert topics_of(one) == ["Harbours"]


def test_a_topic_is_taken_off():
    fog, harbours = topic("Fog"), topic("Harbours")
    one, two = draft(topics=(fog, harbours)), draft(topics=(harbours,))

    job = do_all("remove_topic", topic="Fog")

    assert (topics_of(one), topics_of(two)) == (["Harbours"], ["Harbours"])
    assert "does not have the topic Fog" in job.items.get(article=two).problem
    undo_now(job, by=SYSTEM)
    assert topics_of(one) == ["Fog", "Harbours"]


def test_only_what_the_filter_shows_is_touched():
    poor, good = draft(quality=10), draft(quality=80)

    job = do_all("hold", articles=Article.objects.filter(quality__lt=50).order_by("-quality"))

    assert held() == [True, False]
    assert job.items.get().article == poor
    assert good.events.count() == 1


def test_an_article_that_a_filter_names_twice_is_chosen_once():
    draft(topics=(topic("Fog"), topic("Tides")))
    twice = Article.objects.filter(topics__name__in=["Fog", "Tides"])
    assert twice.count() == 2

    start_bulk_action(twice, "hold", by=SYSTEM, expected=1)

    assert BulkActionItem.objects.count() == 1


@pytest.mark.parametrize("expected", [1, 3])
def test_a_number_that_has_moved_starts_nothing(expected):
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
        ("edit", {}, "Choose an action"),
    ],
)
def test_what_is_missing_is_said_before_anything_begins(verb, details, words):
    draft()

    with pytest.raises(NotPossible, match=words):
        all_of(verb, **details)
    assert not BulkAction.objects.exists()


def test_nobody_is_given_work_who_cannot_do_it():
    draft()

    with pytest.raises(NotPossible, match="cannot review articles"):
        all_of("assign", person=person("").pk)


@pytest.mark.parametrize(
    ("verb", "role", "may"),
    [
        ("hold", "Reviewer", True),
        ("publish", "Reviewer", False),
        ("publish", "Editor", True),
        ("hold", "", False),
    ],
)
def test_a_batch_is_started_by_those_who_may_do_its_verb(verb, role, may):
    draft()

    if may:
        assert all_of(verb, by=person(role)).pk
    else:
        with pytest.raises(NotAllowed):
            all_of(verb, by=person(role))


def test_one_that_is_refused_stops_no_other():
    first, live, last = draft(), in_status("published", title="Fog"), draft()

    job = do_all("hold")

    assert held() == [True, False, True]
    assert job.totals == {"done": 2, "skipped": 1}
    assert job.items.get(article=live).problem == "“Fog” is published: “Hold” is not possible."
    assert [job.items.get(article=each).version for each in (first, last)] == [2, 2]


def test_what_was_changed_since_it_was_chosen_is_left_alone():
    made = draft(title="Fog")
    job = all_of("hold")
    edit(made, {"excerpt": "Thick."}, by=SYSTEM)

    execute(job)

    assert held() == [False]
    assert job.items.get().problem == "“Fog” was changed since it was chosen."


def test_what_is_gone_meanwhile_stops_nothing():
    gone, _other = draft(), draft()
    job = all_of("hold")
    gone.delete()

    execute(job)

    assert job.totals == {"done": 1, "skipped": 1}
    assert job.items.get(article=None).problem == "The article was deleted."


def test_who_lost_their_role_meanwhile_does_nothing_more():
    draft()
    by = person("Reviewer")
    job = all_of("hold", by=by)
    by.groups.clear()

    execute(job)

    assert held() == [False]
    assert (job.state, job.items.get().outcome) == (RunState.FAILED, "waiting")
    assert "is not allowed to do this any more" in job.message


def test_undo_spares_and_names_what_was_touched_since():
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


def test_undo_passes_over_what_is_gone():
    gone, _other = draft(), draft()
    job = do_all("hold")
    gone.delete()

    undo_now(job, by=SYSTEM)

    assert (job.state, held()) == (RunState.UNDONE, [False])


@pytest.mark.parametrize(
    ("other", "may"), [(None, True), ("Editor", False), ("Managing editor", True)]
)
def test_who_may_undo_and_cancel(other, may):
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

    def test_progress_is_told_and_stored(self):
        job, seen = all_of("hold"), []

        execute(job, progress=lambda *numbers: seen.append(numbers))

        assert seen == [(3, 7), (6, 7), (7, 7)]
        undone = []
        undo_now(job, by=SYSTEM, progress=lambda *numbers: undone.append(numbers))
        assert undone == [(3, 7), (6, 7), (7, 7)]

    def test_a_killed_batch_goes_on_where_it_was(self):
        job = all_of("hold")
        with pytest.raises(KeyboardInterrupt):
            execute(job, progress=die)
        interrupt(job)

        resume()

        job.refresh_from_db()
        assert (job.state, job.totals["done"]) == (RunState.DONE, 7)
        assert set(Article.objects.values_list("held", "version")) == {(True, 2)}

    def test_a_killed_undoing_goes_on_in_the_name_of_who_asked(self):
        by = person("Managing editor")
        job = do_all("hold")
        with pytest.raises(KeyboardInterrupt):
            undo_now(job, by=by, progress=die)
        interrupt(job)
        BulkAction.objects.update(state=RunState.UNDOING)

        resume()

        assert not any(held())
        assert {event.actor for event in Event.objects.filter(verb=Verb.UNDONE)} == {by}

    def test_a_cancelled_batch_stops_and_can_be_undone(self):
        job = all_of("hold")

        execute(job, progress=lambda *_: cancel_job(job, by=SYSTEM))
        assert (job.state, sum(held())) == (RunState.CANCELLED, 3)
        execute(job)
        assert sum(held()) == 3

        undo_now(job, by=SYSTEM)
        assert not any(held())


def test_a_batch_is_done_and_undone_by_its_task():
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


def test_somebody_who_is_gone_by_now_gets_nothing_and_each_article_says_why():
    draft()
    job = all_of("assign", person=(ann := person("Editor")).pk)
    ann.delete()

    run_job.call("BulkAction", job.pk)

    job.refresh_from_db()
    (item,) = job.items.all()
    assert (job.state, job.totals) == (RunState.DONE, {"done": 0, "skipped": 1})
    assert item.problem == "That person does not exist or was deleted. Nothing was changed."


def test_a_broken_database_is_no_articles_fault(monkeypatch):
    draft()

    def fail(*_):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(batches, "apply_changes", fail)
    job = all_of("hold")
    run_job.call("BulkAction", job.pk)

    job.refresh_from_db()
    assert (job.state, job.worker, job.message) == (RunState.RUNNING, "", "")
    assert job.items.get().outcome == "waiting"


def test_a_batch_over_nothing_is_done_at_once():
    assert do_all("hold").state == RunState.DONE


def test_the_first_few_of_a_list_can_be_chosen():
    first, _second = draft(), draft()

    start_bulk_action(Article.objects.order_by("pk")[:1], "hold", by=SYSTEM, expected=1)

    assert BulkActionItem.objects.get().article == first


def test_a_batch_does_not_meet_what_comes_later():
    draft()
    job = all_of("hold")
    article(title="Later")

    execute(job)

    assert held() == [True, False]


def test_a_time_to_come_down_is_checked_for_each():
    draft(scheduled_for=LATER + timedelta(days=1)), draft()

    job = do_all("set_expiry", at=AT)

    assert job.totals == {"done": 1, "skipped": 1}


def test_what_a_person_did_since_is_not_undone_by_undoing_twice():
    made = draft()
    job = do_all("hold")
    undo_now(job, by=SYSTEM)
    made.refresh_from_db()
    do("hold", made, by=SYSTEM)

    with pytest.raises(NotPossible, match="undone already"):
        undo_now(job, by=SYSTEM)
    assert held() == [True]


def test_changing_topics_reads_neither_coverage_nor_pictures(django_assert_max_num_queries):
    draft()
    job = all_of("add_topic", topic="Fog")

    with django_assert_max_num_queries(70) as done:
        undo_now(execute(job), by=SYSTEM)

    assert not [query for query in done if '"articles_relatedlink"."title"' in query["sql"]]
    assert not [query for query in done if "articles_image" in query["sql"]]


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


def test_bulk_add_topic_that_the_source_wants_too_closes_the_conflict():
    for wanted in ("Fog", "Tides"):
        Conflict.objects.create(
            article=draft(), field="topics", base=[], ours=[], source=[wanted], created_at=NOON
        )

    job = do_all("add_topic", topic="Fog")
    resolutions = Conflict.objects.order_by("pk").values_list("resolution", flat=True)
    assert list(resolutions) == ["obsolete", ""]

    undo_now(job, by=SYSTEM)
    assert Conflict.objects.unresolved().count() == 2


def test_bulk_add_topic_without_permission_to_add_a_new_one_is_refused():
    """Reviewers may add existing topics only, in bulk as on the article's page."""
    draft()

    with pytest.raises(NotAllowed, match="There is no topic Brand new"):
        all_of("add_topic", by=person("Reviewer"), topic="Brand new")
    assert not Topic.objects.exists()
