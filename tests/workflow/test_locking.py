"""People who decide about one story at the same moment do not deadlock."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import reject, reopen
from tests.factories import draft, link

PAIRS = 40

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
]


@pytest.fixture
def pairs():
    """Return the keys of pairs of drafts that link to each other."""
    made = []
    for number in range(PAIRS):
        first, second = draft(title=f"First {number}"), draft(title=f"Second {number}")
        link(first, target=second)
        link(second, target=first)
        made.append((first.pk, second.pk))
    return made


def test_reject_both_of_a_pair_at_once_never_deadlocks(pairs, monkeypatch):
    monkeypatch.setattr("articles.db.retry.ATTEMPTS", 1)
    start = Barrier(2)

    errors = []

    def decide(keys):
        for pk in keys:
            start.wait(timeout=20)
            try:
                reject(Article.objects.get(pk=pk), by=SYSTEM)
                reopen(Article.objects.get(pk=pk), by=SYSTEM)
            except OperationalError as error:
                errors.append(error)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        sides = [[first for first, _ in pairs], [second for _, second in pairs]]
        for done in [pool.submit(decide, side) for side in sides]:
            done.result()

    assert errors == []
    versions = Article.objects.filter(pk__in=[pk for pair in pairs for pk in pair])
    assert set(versions.values_list("version", flat=True)) == {3}
