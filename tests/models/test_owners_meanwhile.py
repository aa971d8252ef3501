"""Nobody takes an owner away while somebody else gives it something, in either order."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction

from articles.ingest import merge
from articles.models import Article, RelatedLink
from articles.publishing import publish_run as runs
from articles.workflow.bulk_apply import locked_articles
from tests.factories import article
from tests.models.owners import KEYS, insert_statement, owned, owner, row

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="on SQLite only one writes at a time"
    ),
]
each_key = pytest.mark.parametrize(("model", "name"), KEYS)


class Person:
    """Somebody with a connection and a transaction of their own."""

    def __init__(self, driver):
        self.driver = driver

    def does(self, statement, *values):
        self.driver.execute(statement, values)

    def is_waiting(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s",
                [self.driver.info.backend_pid],
            )
            return cursor.fetchone()[0]


@pytest.fixture
def connect():
    """Return how somebody connects; a wait without end ends as an error."""
    database: Any = connection
    params = {**database.get_connection_params(), "options": "-c lock_timeout=20s"}
    return lambda: closing(database.Database.connect(**params))


@pytest.fixture
def ann(connect):
    with connect() as driver:
        yield Person(driver)


@pytest.fixture
def bob(connect):
    with connect() as driver:
        yield Person(driver)


def refusal(person, statement, then):
    """Have somebody wait with a statement until `then` is done; return its error, or None."""
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(person.does, *statement)
        before = monotonic()
        while not person.is_waiting():
            assert not done.done(), "nobody is waited for"
            assert monotonic() - before < 20, "it does not even begin"
            sleep(0.01)
        then()
        return done.exception()


def gift(model, name, of):
    statement, values = insert_statement(model, row(model, name, of.pk))
    return statement, *values


def going(of):
    """Return the statement that deletes a row alone."""
    return f"DELETE FROM {of._meta.db_table} WHERE id = %s", of.pk


@each_key
def test_whoever_deletes_an_owner_waits_for_its_new_rows_and_fails(model, name, ann, bob):
    of = owner(model, name)
    ann.does(*gift(model, name, of))

    error = refusal(bob, going(of), then=ann.driver.commit)

    assert f'still referenced from table "{model._meta.db_table}"' in str(error)


@each_key
def test_whoever_deletes_an_owner_succeeds_when_the_new_rows_are_not_stored(model, name, ann, bob):
    of = owner(model, name)
    ann.does(*gift(model, name, of))

    assert refusal(bob, going(of), then=ann.driver.rollback) is None


@each_key
def test_whoever_deletes_an_owner_waits_for_whoever_deletes_its_rows(model, name, ann, bob):
    of, made = owned(model, name)
    ann.does(*going(made))

    assert refusal(bob, going(of), then=ann.driver.commit) is None


@each_key
def test_new_rows_wait_for_whoever_deletes_their_owner_and_fail(model, name, ann, bob):
    of = owner(model, name)
    statement = gift(model, name, of)
    ann.does(*going(of))

    error = refusal(bob, statement, then=ann.driver.commit)

    assert f"Key ({name}_id)=({of.pk}) is not present" in str(error)


@each_key
def test_new_rows_are_stored_when_their_owner_does_not_go_after_all(model, name, ann, bob):
    of = owner(model, name)
    statement = gift(model, name, of)
    ann.does(*going(of))

    assert refusal(bob, statement, then=ann.driver.rollback) is None
    bob.driver.commit()
    assert model.objects.filter(**{name: of}).exists()


@each_key
def test_a_row_that_changes_waits_too(model, name, ann, bob):
    statement, *values = gift(model, name, owner(model, name))
    bob.does(statement, *values)
    of = owner(model, name)
    ann.does(*going(of))

    change = (f"UPDATE {model._meta.db_table} SET {name}_id = %s", of.pk)
    error = refusal(bob, change, then=ann.driver.commit)

    assert f"Key ({name}_id)=({of.pk}) is not present" in str(error)


def test_who_gives_to_the_same_owners_in_another_order_waits_for_nobody(ann, bob):
    first, second = (owner(RelatedLink, "target") for _ in range(2))
    gifts = {of: [gift(RelatedLink, "target", of) for _ in range(2)] for of in (first, second)}

    ann.does(*gifts[first][0])
    bob.does(*gifts[second][0])
    ann.does(*gifts[second][1])
    bob.does(*gifts[first][1])
    ann.driver.commit()
    bob.driver.commit()

    assert RelatedLink.objects.filter(target__in=[first, second]).count() == 4


@pytest.mark.parametrize(
    "lock",
    [
        lambda of: locked_articles([of.pk]),
        lambda of: list(runs._locked(Article.objects.filter(pk=of.pk))),
        lambda of: merge._articles([of.pk], lock=True),
    ],
    ids=["a decision", "a publish run", "an import"],
)
def test_who_decides_about_an_owner_and_who_gives_it_something_wait_for_nobody(lock, ann, bob):
    of = article()
    before, after = (gift(RelatedLink, "target", of) for _ in range(2))
    ann.does(*before)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
        lock(of)
        bob.does(*after)
        bob.driver.commit()

    assert of.links_here.count() == 1  # what is not committed yet is not counted


def test_who_edits_an_owner_is_not_waited_for(ann, bob):
    of = article()
    statement = gift(RelatedLink, "article", of)
    ann.does("UPDATE articles_article SET title = 'Fog' WHERE id = %s", of.pk)

    bob.does(*statement)
    bob.driver.commit()

    assert of.links.exists()
