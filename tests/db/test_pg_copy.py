"""Rows that are stored while the next are made are there for whoever asks next, all or none."""

import threading
from contextlib import closing
from time import monotonic, sleep

import pytest
from django.db import IntegrityError, connection, transaction

from articles.db import pg_copy as models_copying
from articles.db.bulk import insert_rows
from articles.db.pg_copy import sent_meanwhile
from articles.models import Topic

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "slug", "short_name", "keywords", "services", "edited_fields")


def rows(*names):
    return [(name, name, "", "[]", "{}", "[]") for name in names]


def store(*names, then=None):
    """Each by itself."""
    with transaction.atomic(), sent_meanwhile():
        for name in names:
            insert_rows(Topic, COLUMNS, rows(name))
        if then:
            then()


def sent_slowly(monkeypatch, slow_name):
    """Have the rows of this name leave late; return the names in the order in which they left."""
    send, left = models_copying._send, []

    def slow(driver, sql, kinds, rows):
        if rows[0][0] == slow_name:
            sleep(0.2)
        left.append(rows[0][0])
        send(driver, sql, kinds, rows)

    monkeypatch.setattr(models_copying, "_send", slow)
    return left


def names():
    return list(Topic.objects.order_by("name").values_list("name", flat=True))


def test_the_next_question_sees_the_rows():
    with transaction.atomic(), sent_meanwhile():
        insert_rows(Topic, COLUMNS, rows("birds"))
        insert_rows(Topic, COLUMNS, rows("cars", "diets"))

        assert names() == ["birds", "cars", "diets"]


def test_rows_are_stored_at_the_end_if_nobody_asked():
    store("birds")

    assert names() == ["birds"]


def test_no_rows_are_no_work():
    with transaction.atomic(), sent_meanwhile():
        insert_rows(Topic, COLUMNS, [])

    assert names() == []


def test_what_is_wrong_with_a_row_is_told_at_the_end_and_nothing_is_stored():
    with pytest.raises(IntegrityError):
        store("birds", "birds", "cars")

    assert names() == []


def test_what_is_wrong_with_a_row_is_told_without_it_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Topic, COLUMNS, rows("birds", "birds"))

    assert names() == []


def test_what_came_behind_an_error_is_not_stored_behind_the_way_back(monkeypatch):
    @transaction.atomic
    def goes_wrong():
        insert_rows(Topic, COLUMNS, rows("birds", "birds"))
        insert_rows(Topic, COLUMNS, rows("cars"))
        names()

    sent_slowly(monkeypatch, "cars")
    with transaction.atomic(), sent_meanwhile():
        with pytest.raises(IntegrityError):
            goes_wrong()
        insert_rows(Topic, COLUMNS, rows("diets"))

    assert names() == ["diets"]


def test_an_error_of_ones_own_leaves_nothing_on_its_way():
    with pytest.raises(ZeroDivisionError):
        store("birds", "cars", then=lambda: 1 / 0)

    assert names() == []
    insert_rows(Topic, COLUMNS, rows("birds"))
    assert names() == ["birds"]


def test_no_thread_is_left_behind():
    before = threading.active_count()

    store("birds")

    assert threading.active_count() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has a second thread")
def test_the_next_rows_are_made_while_the_first_are_on_their_way(monkeypatch):
    made = threading.Event()
    send = models_copying._send

    def slow(*what):
        assert made.wait(timeout=20), "the first rows are waited for"
        send(*what)

    monkeypatch.setattr(models_copying, "_send", slow)
    with transaction.atomic(), sent_meanwhile():
        insert_rows(Topic, COLUMNS, rows("birds"))
        insert_rows(Topic, COLUMNS, rows("cars"))
        made.set()

    assert names() == ["birds", "cars"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has a second thread")
def test_one_within_another_sends_behind_it(monkeypatch):
    left = sent_slowly(monkeypatch, "birds")
    with transaction.atomic(), sent_meanwhile():
        insert_rows(Topic, COLUMNS, rows("birds"))
        with sent_meanwhile():
            insert_rows(Topic, COLUMNS, rows("cars"))
        insert_rows(Topic, COLUMNS, rows("diets"))

    assert left == ["birds", "cars", "diets"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has a second thread")
@pytest.mark.django_db(transaction=True)
def test_whoever_presses_ctrl_c_need_not_wait_for_somebody_else_s_lock():
    def press(other):
        while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            sleep(0.01)
        raise KeyboardInterrupt

    @transaction.atomic
    def interrupted(other):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
        store("birds", then=lambda: press(other))

    with closing(connection.copy()) as somebody:
        somebody.set_autocommit(False)
        other = somebody.cursor()
        other.execute("LOCK TABLE articles_topic IN SHARE MODE")
        before = monotonic()
        with pytest.raises(KeyboardInterrupt):
            interrupted(other)
        assert monotonic() - before < 5

    assert names() == []
