"""Workers share the queue: one picture of a host at a time, and nothing is lost with a worker."""

import socket
from collections import deque
from datetime import timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils import timezone

from articles.images.background import due_fetches
from articles.images.fetch_queue import claim, fetch_due
from articles.images.store import store_image
from articles.models import FetchState, ImageFetch
from tests.images.fetching import answer_loopback, fetch_all, fetched, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("fetching")]
SHORT = 0.4
MINUTE = timedelta(minutes=1)


def test_one_host_is_asked_for_one_picture_at_a_time(server):
    for number in range(5):
        waiting(server.url(f"fine?{number}"))

    assert len(fetch_all()) == 5
    assert server.most_at_once == {f"127.0.0.1:{server.port}": 1}


def test_eight_hosts_are_asked_side_by_side(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answer_loopback)
    for number in range(10):
        waiting(server.url("held", f"host{number}.example"))

    def release_when_eight_wait():
        end = monotonic() + 10
        while server.at_once.total() < 8 and monotonic() < end:
            sleep(0.01)
        at_once.append(server.at_once.total())
        server.release.set()

    at_once: list[int] = []
    waiter = Thread(target=release_when_eight_wait)
    waiter.start()
    results = fetch_all(deadline=20)
    waiter.join()

    assert at_once == [8]
    assert [row.state for row in results] == [FetchState.FETCHED] * 10


def test_claimed_row_and_host_are_left_to_their_worker(server):
    first, second = waiting(server.url("fine")), waiting(server.url("page"))

    assert claim("one") == first
    assert claim("two") is None

    ImageFetch.objects.filter(pk=first.pk).update(leased_until=timezone.now())
    assert claim("two") in {first, second}


def test_row_of_a_killed_worker_is_taken_up_after_its_lease(server):
    lease = timezone.now() + MINUTE
    row = waiting(server.url("fine"), worker="killed", leased_until=lease, tries=1)
    assert fetch_all() == []

    ImageFetch.objects.update(leased_until=timezone.now() - MINUTE)

    assert fetched(row).state == FetchState.FETCHED


def test_picture_that_kills_each_worker_fails(server):
    earlier = timezone.now() - MINUTE
    row = waiting(server.url("fine"), worker="killed", leased_until=earlier, tries=4)

    fetched(row)

    assert row.state == FetchState.FAILED
    assert row.reason == "The worker stopped each time it fetched this picture."
    assert server.requests == {}


def test_worker_whose_lease_was_taken_over_writes_nothing(server, monkeypatch):
    row = waiting(server.url("fine"))

    def store_late(data):
        ImageFetch.objects.update(worker="other", leased_until=timezone.now() + MINUTE)
        return store_image(data)

    monkeypatch.setattr("articles.images.fetch_queue.store_image", store_late)
    assert fetch_all() == []

    row.refresh_from_db()
    assert (row.worker, row.state) == ("other", FetchState.WAITING)


def test_rows_that_were_begun_are_given_back_when_the_command_stops(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answer_loopback)
    for number in range(3):
        waiting(server.url("fine", f"host{number}.example"))

    results = fetch_due(deadline=5)
    next(results)
    results.close()

    assert set(ImageFetch.objects.values_list("worker", "leased_until")) == {("", None)}
    begun = ImageFetch.objects.filter(state=FetchState.WAITING)
    assert set(begun.values_list("tries", flat=True)) <= {0}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_ask_for_one_picture_or_one_host_at_once(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answer_loopback)
    for number in range(24):
        waiting(server.url(f"fine/{number}", f"host{number % 3}.example"))
    failures: list[Exception] = []

    def work():
        try:
            end = monotonic() + 20
            while due_fetches(timezone.now()).exists() and monotonic() < end:
                deque(fetch_due(deadline=5), maxlen=0)
        except Exception as error:  # noqa: BLE001 shown by the assertion
            failures.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert set(server.requests.values()) == {1}
    assert len(server.requests) == 24
    assert set(server.most_at_once.values()) == {1}
    assert set(ImageFetch.objects.values_list("state", flat=True)) == {FetchState.FETCHED}
