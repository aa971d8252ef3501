"""Each address ends in the right state, is asked once at a time, and never waits for ever."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.images.fetch_queue import BACKOFF, retry_fetches
from articles.models import FetchState, ImageFetch, StoredImage
from tests.factories import article, declare
from tests.images.fetching import answer_loopback, fetch_all, fetched, waiting
from tests.images.hostile_server import PICTURE

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("fetching")]
SHORT = 0.4
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("path", ["fine", "wrong-type", "chunked", "hops/3", "wants-referer"])
def test_fetched_picture_is_stored(server, path):
    row = fetched(waiting(server.url(path), page_url="https://page.example/"))

    assert (row.state, row.reason, row.worker, row.leased_until) == ("fetched", "", "", None)
    assert row.image is not None
    assert (row.image.width, row.image.height) == (160, 90)
    with row.image.file.open() as file:
        assert file.read() == PICTURE


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("endless", "refused", "larger than 10 MB"),
        ("endless-chunks", "refused", "larger than 10 MB"),
        ("claims-too-much", "refused", "larger than 10 MB"),
        ("gzip-bomb", "refused", "compressed"),
        ("empty", "refused", "empty"),
        ("page", "refused", ""),
        ("claims-too-little", "refused", ""),
        ("loop", "refused", "redirects more than 3 times"),
        ("hops/4", "refused", "redirects more than 3 times"),
        ("to?http://169.254.169.254/", "refused", "no public address"),
        ("missing", "failed", "404 Not Found"),
        ("gone", "failed", "410 Gone"),
        ("forbidden", "failed", "403 Forbidden"),
        ("slow-bytes", "waiting", "within 0.4 seconds"),
        ("slow-headers", "waiting", "within 0.4 seconds"),
        ("silent", "waiting", "within 0.4 seconds"),
        ("broken", "waiting", "500 Internal Server Error"),
        ("resets", "waiting", "broke off"),
        ("ends-early", "waiting", "broke off"),
        ("not-http", "waiting", "not valid HTTP"),
        ("busy", "waiting", "429 Too Many Requests"),
    ],
)
def test_address_without_a_picture_ends_in_its_state_with_a_reason(server, path, state, reason):
    row = waiting(server.url(path))
    before = timezone.now()

    # The large answers need their time; those that never end are cut off.
    fetch_all(deadline=SHORT if "0.4" in reason else 20)

    row.refresh_from_db()
    assert (row.state, row.image, row.worker, row.leased_until) == (state, None, "", None)
    assert reason in row.reason
    assert row.reason.endswith(".")
    assert row.tries == 1
    assert (row.next_try_at > before) == (state == FetchState.WAITING)
    assert StoredImage.objects.count() == 0


def test_failing_server_is_tried_four_times_at_growing_distances(server):
    row = waiting(server.url("broken"))
    pauses = []
    for _ in range(4):
        row.next_try_at = timezone.now()
        row.save()
        fetched(row)
        pauses.append(row.next_try_at - timezone.now())

    assert (row.state, row.tries) == (FetchState.FAILED, 4)
    assert row.reason == "The server answered 500 Internal Server Error."
    for pause, expected in zip(pauses, BACKOFF, strict=False):
        assert expected - MINUTE < pause <= expected
    assert server.requests["broken"] == 4


def test_server_that_asks_to_wait_is_not_asked_for_other_pictures_either(server):
    other = waiting(server.url("fine"), priority=1)
    row = fetched(waiting(server.url("busy")))
    other.refresh_from_db()

    assert server.requests == {"busy": 1}
    for postponed in (row, other):
        assert postponed.next_try_at > timezone.now() + timedelta(hours=1, minutes=59)


def test_server_that_asks_to_wait_for_years_is_tried_again_after_a_day(server):
    row = fetched(waiting(server.url("maintenance")))

    assert row.next_try_at <= timezone.now() + timedelta(days=1)


def test_fetched_picture_leads_its_article(server):
    written = article()
    declare(written, {server.url("fine"): None})

    fetch_all()

    written.refresh_from_db()
    assert written.lead_image == StoredImage.objects.get()
    assert written.version == 1


def test_nothing_is_asked_twice(server):
    waiting(server.url("fine"))

    fetch_all()
    fetch_all()

    assert server.requests == {"fine": 1}


def test_picture_is_fetched_again_only_if_it_changed(server):
    row = fetched(waiting(server.url("cached")))

    assert retry_fetches(ImageFetch.objects.all()) == 1
    again = fetched(row)

    assert server.requests == {"cached": 2}
    assert server.headers["cached"]["If-None-Match"] == '"one"'
    assert (again.state, again.image, again.reason) == ("fetched", row.image, "")


def test_retry_asks_again_at_once_but_for_files_of_seeds(server):
    failed = fetched(waiting(server.url("missing")))
    waiting("seed:default/heron.png", state=FetchState.FAILED, reason="The file is missing.")

    assert retry_fetches(ImageFetch.objects.filter(state=FetchState.FAILED)) == 1

    fetched(failed)
    assert server.requests["missing"] == 2


def test_hosts_that_are_never_asked_are_refused(server, settings):
    settings.NEWSDESK_IMAGE_HOSTS_NEVER_ASKED = ["127.0.0.1"]

    row = fetched(waiting(server.url("fine")))

    assert row.state == FetchState.REFUSED
    assert row.reason == "A setting forbids to ask this host for pictures."
    assert server.requests == {}


def test_nothing_is_asked_while_fetching_is_off(server, settings):
    settings.NEWSDESK_FETCH_IMAGES = False
    row = waiting(server.url("fine"))

    assert fetched(row).state == FetchState.WAITING
    assert server.requests == {}


def test_limit_host_and_priority_choose_what_is_fetched(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answer_loopback)
    last = waiting(server.url("fine", "a.example"), priority=9)
    first = waiting(server.url("fine", "b.example"), priority=0)
    waiting(server.url("fine", "c.example"), next_try_at=timezone.now() + MINUTE)

    assert fetch_all(limit=0) == []
    assert fetch_all(seconds=0) == []
    assert fetch_all(host="d.example") == []
    assert fetch_all(limit=1) == [first]
    assert fetch_all(host="a.example") == [last]
