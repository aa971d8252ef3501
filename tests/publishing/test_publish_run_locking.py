"""A publish run and an editor who work on the same stories do not deadlock or lose a change."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from articles.models import Article, RunState
from articles.publishing import publish_run as runs
from articles.workflow.actors import SYSTEM
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import reject, reopen
from tests.factories import draft, link
from tests.publishing.runs import publish_at

ROUNDS = 10

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
]


@pytest.fixture
def hub(monkeypatch):
    """Return an article with an early key to which ten later ones link; deadlocks are not retried.

    Rejecting the hub also writes those that link to it, which are in several slices of a run.
    """
    monkeypatch.setattr("articles.db.retry.ATTEMPTS", 1)
    monkeypatch.setattr("articles.jobs.lifecycle.RETRY_SECONDS", ())
    monkeypatch.setattr(runs, "SLICE", 4)
    made = draft(title="Hub", quality=10)
    for number in range(10):
        link(draft(title=f"Linking {number}", quality=90), target=made)
    return made


def test_publish_runs_while_an_editor_rejects_and_reopens_never_deadlock(hub):
    start = Barrier(2)

    def run_and_undo():
        states = []
        for _ in range(ROUNDS):
            start.wait(timeout=20)
            run = publish_at(70)
            states += [run.state, undo_now(run, by=SYSTEM).state]
        connection.close()
        return states

    def reject_and_reopen():
        for _ in range(ROUNDS):
            start.wait(timeout=20)
            reject(Article.objects.get(pk=hub.pk), by=SYSTEM)
            reopen(Article.objects.get(pk=hub.pk), by=SYSTEM)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        states, decided = pool.submit(run_and_undo), pool.submit(reject_and_reopen)
        decided.result()
        assert set(states.result()) == {RunState.DONE, RunState.UNDONE}

    for article in Article.objects.all():
        versions = article.events.order_by("version").values_list("version", flat=True)
        assert list(versions) == [*range(1, article.version + 1)]
    assert Article.objects.get(pk=hub.pk).version == 1 + 2 * ROUNDS
