"""Programs read the history since a cursor, and miss nothing."""

from threading import Event as Signal
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from articles.models import Event
from articles.workflow import transitions
from tests.api.pushing import Program
from tests.factories import draft, person


def read(program, **query):
    return program.get("/api/v1/events", query).json()


def test_events_come_in_order_each_once():
    by, program = person("Editor", "ada"), Program("view_event")
    for article in (draft(), draft()):
        transitions.publish(article, by=by)

    first = read(program, limit=3)
    assert (len(first["data"]), first["more"]) == (3, True)
    rest = read(program, limit=3, after=first["cursor"])
    assert (len(rest["data"]), rest["more"]) == (1, False)
    seen = [event["id"] for event in first["data"] + rest["data"]]
    assert seen == sorted(Event.objects.values_list("pk", flat=True))
    last = rest["data"][-1]
    assert (last["verb"], last["actor"], last["after"]["status"]) == (
        "published",
        "ada",
        "published",
    )

    none = read(program, after=rest["cursor"])
    assert none == {"data": [], "cursor": rest["cursor"], "more": False}


def test_reader_may_begin_with_what_comes_next():
    program = Program("view_event")
    draft()
    start = read(program, newest="true")
    assert start["data"] == []

    transitions.hold(draft(), by=person("Reviewer"))

    verbs = [event["verb"] for event in read(program, after=start["cursor"])["data"]]
    assert verbs == ["written", "held"]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 19, "1.5"])
def test_other_cursors_are_refused(after):
    assert Program("view_event").get("/api/v1/events", {"after": after}).status_code == 422


def test_queries_do_not_grow_with_the_events(django_assert_max_num_queries):
    program = Program("view_event")
    for _ in range(20):
        transitions.hold(draft(), by=person("Editor"))
    read(program)

    # the token, two for permissions, the events and their people
    with django_assert_max_num_queries(5):
        assert len(read(program)["data"]) == 40


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_event_that_is_committed_late_is_not_missed():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: events are committed in the order of their numbers")
    program, by = Program("view_event"), person("Editor")
    slow, fast = draft(), draft()
    start = str(Event.objects.latest("pk").pk)
    is_written, may_commit = Signal(), Signal()

    def publish_slowly():
        with transaction.atomic():
            transitions.publish(slow, by=by)
            is_written.set()
            may_commit.wait(20)
        connection.close()

    worker = Thread(target=publish_slowly)
    worker.start()
    assert is_written.wait(20)
    transitions.publish(fast, by=by)
    early = read(program, after=start)
    may_commit.set()
    worker.join()

    assert early == {"data": [], "cursor": start, "more": False}
    assert articles_after(program, start) == [slow.pk, fast.pk]


def articles_after(program, start):
    """Return the articles of the next two events. Transactions of other tests may delay them."""
    for _ in range(200):
        if len(found := read(program, after=start)["data"]) == 2:
            break
        sleep(0.1)
    return [event["article"] for event in found]
