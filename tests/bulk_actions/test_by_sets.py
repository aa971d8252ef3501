"""A batch that goes by sets leaves what its verb, done to one article after the other, leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.bulk_actions import runs as batches
from articles.bulk_actions.actions import permission_for
from articles.bulk_actions.runs import start_batch
from articles.jobs.lifecycle import execute
from articles.models import Article, Batch, BatchItem, Conflict, Event, User, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from articles.workflow.undo_event import take_back
from tests.conformance import tables
from tests.factories import NOON, article, draft, link, person, published_article, topic
from tests.workflow.verbs import LATER

pytestmark = pytest.mark.django_db

SOON = LATER - timedelta(days=1)
MUCH_LATER = LATER + timedelta(days=5)
BATCHES = {
    "publish": (Verb.PUBLISHED, {}),
    "send back": (Verb.SENT_BACK, {"reason": "Too \x07early"}),
    "reject": (Verb.REJECTED, {"reason": "Not news"}),
    "archive": (Verb.ARCHIVED, {}),
    "reopen": (Verb.REOPENED, {}),
    "hold": (Verb.HELD, {"reason": "Wait"}),
    "release": (Verb.RELEASED, {}),
    "schedule": (Verb.SCHEDULED, {"at": LATER.isoformat()}),
    "unschedule": (Verb.UNSCHEDULED, {}),
    "set expiry": (Verb.EXPIRY_SET, {"at": LATER.isoformat()}),
    "clear expiry": (Verb.EXPIRY_CLEARED, {}),
    "assign": (Verb.ASSIGNED, {"person": "ann"}),
    "assign to nobody": (Verb.ASSIGNED, {"person": None}),
    "assign to somebody who is gone": (Verb.ASSIGNED, {"person": "gone"}),
    "add a topic": (Verb.EDITED, {"topic": "Fog"}),
    "add a new topic": (Verb.EDITED, {"topic": "Brand new", "reason": "It is"}),
    "take a topic off": (Verb.EDITED, {"topic": "Fog", "remove": True}),
}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    """Both ways happen at the same time, so that even the times can be compared."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def ann():
    return person("Reviewer", "ann")


@pytest.fixture(autouse=True)
def world(ann):
    """Articles in all the states that matter to a verb, with neighbours and open questions."""
    fog, tides = topic("Fog"), topic("Tides")
    plain = draft(title="Plain", topics=(tides,))
    draft(title="Held", held=True, topics=(fog,))
    draft(title="Scheduled", scheduled_for=SOON, topics=(fog, tides))
    draft(title="Scheduled late", scheduled_for=MUCH_LATER)
    draft(title="Coming down", expires_at=SOON, assigned_to=ann)
    draft(title="Down by now", expires_at=NOON - timedelta(days=9000))
    live = published_article(title="Live", expires_at=MUCH_LATER, topics=(tides, fog))
    article(title="Rejected", status="rejected")
    archived = article(title="Archived", status="archived", assigned_to=ann)
    draft(title="Changed"), draft(title="Gone"), draft(title="Taken back"), draft(title="Touched")
    for target in (plain, live, archived):
        link(draft(title=f"Beside {target}"), target=target, quality=99, name="a")
    for title, theirs in (("Torn", ["Fog"]), ("Torn otherwise", ["Tides"])):
        Conflict.objects.create(
            article=draft(title=title), field="topics", base=["Old"], mine=[], theirs=theirs,
            created_at=NOON,
        )  # fmt: skip


def both_ways(monkeypatch, caplog, act: Callable[[], Batch]):
    """Return what two ways of the same batch leave in the tables."""
    found = []
    for by_sets in (True, False):
        monkeypatch.setattr(batches, "goes_by_sets", lambda _, sets=by_sets: sets)
        with transaction.atomic():
            found.append(left_by(act()))
            transaction.set_rollback(True)
    assert "one by one" not in caplog.text
    return found


def left_by(batch):
    rows = tables.history()
    rows["Event"] = [row | {"batch": row["batch"] is not None} for row in rows["Event"]]
    items = batch.items.order_by("pk")
    rows["BatchItem"] = list(
        items.values_list(
            "article__title", "outcome", "problem", "version", "undone", "undo_skipped_reason"
        )
    )
    rows["when"] = list(
        Article.objects.order_by("pk").values_list(
            "title", "updated_at", "went_live_at", "scheduled_for", "expires_at"
        )
    )
    rows["at"] = list(Event.objects.order_by("article", "version").values_list("at", "actor"))
    rows["totals"] = [batch.totals, batch.state]
    return rows


def begun(verb, details, by):
    people = {"ann": User.objects.get(username="ann").pk, "gone": None, None: None}
    if details.get("person") == "gone":
        people["gone"] = person("Editor", "gone").pk
    if "person" in details:
        details = details | {"person": people[details["person"]]}
    count = Article.objects.count()
    batch = start_batch(Article.objects.all(), verb, by=by, expected=count, details=details)
    User.objects.filter(username="gone").delete()
    edit(Article.objects.get(title="Changed"), {"excerpt": "Changed."}, by=SYSTEM)
    Article.objects.filter(title="Gone").delete()
    return batch


@pytest.mark.parametrize("role", ["Editor", "Reviewer", ""])
@pytest.mark.parametrize(("verb", "details"), BATCHES.values(), ids=BATCHES)
def test_a_batch_is_done_alike(monkeypatch, caplog, verb, details, role):
    """Who starts it may; who they are by the time it is done is another question."""
    by = person("Managing editor")

    def act():
        batch = begun(verb, details, by)
        by.groups.set(person(role, "like").groups.all())
        return execute(batch)

    together, each = both_ways(monkeypatch, caplog, act)

    assert tables.difference(each, together) == {}
    assert together["totals"] == each["totals"]


@pytest.mark.parametrize("role", ["Managing editor", "Editor", "Reviewer"])
@pytest.mark.parametrize(("verb", "details"), BATCHES.values(), ids=BATCHES)
def test_a_batch_is_undone_alike(monkeypatch, caplog, verb, details, role):
    by = person("Managing editor")

    def act():
        batch = execute(begun(verb, details, by))
        done = {event.article.title: event for event in batch.events.select_related("article")}
        if event := done.get("Taken back"):
            take_back(event, by=SYSTEM)
        if "Touched" in done:
            edit(Article.objects.get(title="Touched"), {"title": "Touched now"}, by=by)
        Article.objects.filter(title="Plain").delete()
        User.objects.filter(username="ann").delete()
        by.groups.set(person(role, "like").groups.all())
        return undo_now(batch, by=User.objects.get(pk=by.pk)) if can(by) else batch

    def can(user):
        return User.objects.get(pk=user.pk).has_perm(f"articles.{permission_for(verb)}")

    together, each = both_ways(monkeypatch, caplog, act)

    assert tables.difference(each, together) == {}


def test_what_has_been_said_already_of_a_topic_is_settled(monkeypatch, caplog):
    together, _ = both_ways(
        monkeypatch, caplog, lambda: execute(begun(Verb.EDITED, {"topic": "Fog"}, SYSTEM))
    )

    assert sorted(row["resolution"] for row in together["Conflict"]) == ["", "moot"]


@pytest.mark.parametrize(("verb", "details"), [BATCHES["reject"], BATCHES["add a topic"]])
def test_the_questions_to_the_database_do_not_grow_with_the_articles(verb, details):
    BatchItem.objects.all().delete()
    Article.objects.all().delete()
    counts = []
    for number in (1, 40):
        for _ in range(number):
            draft()
        counts.append(asked(verb, details))

    assert counts[0] == counts[1]


def asked(verb, details):
    count = Article.objects.count()
    with CaptureQueriesContext(connection) as found:
        batch = start_batch(Article.objects.all(), verb, by=SYSTEM, expected=count, details=details)
        undo_now(execute(batch), by=SYSTEM)
    assert batch.totals == {"done": count, "refused": 0, "undone": count, "spared": 0}
    # The rows that one statement writes are shown as a statement each.
    return sum(not query["sql"].startswith(("UPDATE", "INSERT", "COPY")) for query in found)


def test_after_a_mishap_the_articles_are_done_one_by_one(monkeypatch, caplog):
    def mishap(*_):
        Article.objects.update(held=True)
        raise ValueError("of all at once")

    monkeypatch.setattr(batches, "do_together", mishap)

    batch = execute(begun(Verb.HELD, {}, SYSTEM))

    assert "goes on one by one" in caplog.text
    assert batch.totals["done"] == Article.objects.filter(events__verb=Verb.HELD).count()
    assert batch.totals["done"] > 3
