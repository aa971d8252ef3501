"""The picture queue says what waits, what is missing and why, and lets editors retry it."""

import re
from datetime import timedelta
from hashlib import sha256
from itertools import count
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.images.queue import CONFIRM_ABOVE
from articles.jobs.heartbeat import beat
from articles.models import FetchState, ImageFetch, ImageUse
from tests.factories import draft, provider

pytestmark = pytest.mark.django_db
QUEUE = "/admin/pictures/queue/"
RETRY = f"{QUEUE}retry/"
WAITING, FETCHED, REFUSED, FAILED = FetchState
_numbers = count(1)


def fetches(number, state, host="tern.example", **columns):
    """Create fetches of pictures of a host."""
    urls = [f"https://{host}/{next(_numbers)}.jpg" for _ in range(number)]
    return ImageFetch.objects.bulk_create(
        ImageFetch(
            url=url, url_digest=sha256(url.encode()).hexdigest(), host=host, state=state, **columns
        )
        for url in urls
    )


@pytest.fixture
def alive(settings):
    settings.NEWSDESK_FETCH_IMAGES = True
    beat()


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def state_counts():
    return {state: ImageFetch.objects.filter(state=state).count() for state in FetchState}


def test_queue_counts_by_state_reason_and_host(editor, alive):
    fetches(1_200, FETCHED)
    fetches(3, FAILED, reason="Timed out after 20 s", tries=4)
    fetches(2, REFUSED, "gull.example", reason="Not a picture")
    fetches(1, FAILED, "", reason="No such file")
    fetches(1, WAITING, next_try_at=timezone.now() + timedelta(hours=1))

    page = text_of(editor.get(QUEUE))

    assert "1,200 fetched" in page
    assert "Timed out after 20 s Failed 3 1 Retry 3" in page
    assert "Not a picture Refused 2 1 Retry 2" in page
    assert "No such file Failed 1 0 Hosts" in page
    assert "tern.example 1 1,200 0 3" in page
    assert "Imported files 0 0 0 1" in page
    assert "Next try: " in page


def test_queue_lists_the_pictures_behind_a_number(editor, alive):
    named, icon = fetches(2, FAILED, reason="Timed out", tries=4)
    (other,) = fetches(1, FAILED, "gull.example", reason="404 Not Found")
    for title in ("A heron", "A tern"):
        ImageUse.objects.create(article=draft(title=title), fetch=named, position=0)
    ImageUse.objects.create(provider=provider("wren.example"), fetch=icon, position=0)

    page = editor.get(f"{QUEUE}?{urlencode({'state': 'failed', 'reason': 'Timed out'})}")

    assert "https://tern.example/" in text_of(page)
    assert other.url not in text_of(page)
    assert "Retry 2" in text_of(page)
    assert "A heron and 1 other" in text_of(page)
    assert ">wren</a>" in page.content.decode()


@pytest.mark.parametrize(
    ("chosen", "retried"),
    [
        ({"state": "failed"}, 4),
        ({"host": "gull.example"}, 3),
        ({"host": "-"}, 0),  # files come with an import
        ({"state": "refused", "reason": "Not a picture"}, 2),
        ({"state": "fetched"}, 0),
    ],
)
def test_retry_lets_the_worker_try_again(editor, alive, chosen, retried):
    fetches(4, FAILED, reason="Timed out", tries=4)
    ImageFetch.objects.create(
        url="seed:default/a.jpg", url_digest="a", state=FAILED, reason="No such file"
    )
    fetches(2, REFUSED, "gull.example", reason="Not a picture")
    fetches(1, REFUSED, "gull.example", reason="Too large")
    fetches(1, FETCHED, "gull.example")

    answer = editor.post(RETRY, chosen, follow=True)

    noun = "picture" if retried == 1 else "pictures"
    assert f"{retried} {noun} will be tried again." in text_of(answer)
    waiting = ImageFetch.objects.filter(state=WAITING)
    assert waiting.filter(tries=0, reason="", next_try_at__lte=timezone.now()).count() == retried
    assert state_counts()[FETCHED] == 1


def test_retry_of_many_asks_first(editor, alive):
    fetches(CONFIRM_ABOVE + 1, FAILED, reason="Timed out")

    question = editor.post(RETRY, {"host": "tern.example"})

    assert f"Retry {CONFIRM_ABOVE + 1} pictures" in text_of(question)
    assert state_counts()[WAITING] == 0

    editor.post(RETRY, {"host": "tern.example", "confirmed": "1"})

    assert state_counts()[WAITING] == CONFIRM_ABOVE + 1


@pytest.mark.parametrize("chosen", [{}, {"state": "lost"}, {"host": "a" * 500}, {"reason": "\0"}])
def test_retry_of_nothing_in_particular_retries_nothing(editor, alive, chosen):
    fetches(1, FAILED)

    answer = editor.post(RETRY, chosen, follow=True)

    assert "Choose which pictures to retry." in text_of(answer)
    assert state_counts()[FAILED] == 1


def test_reviewer_sees_the_queue_without_buttons(reviewer, alive):
    fetches(2, FAILED, reason="Timed out")

    assert "Retry 2" not in text_of(reviewer.get(QUEUE))
    assert reviewer.post(RETRY, {"state": "failed"}).status_code == 403


def test_queue_says_why_nothing_is_fetched(editor, settings):
    settings.NEWSDESK_FETCH_IMAGES = False
    fetches(1, WAITING)

    page = text_of(editor.get(QUEUE))

    assert "Fetching pictures from the web is off" in page
    assert "The background worker is not running." in page


def test_queue_without_pictures_says_so(editor, alive, settings):
    settings.NEWSDESK_IMAGE_HOSTS_NEVER_ASKED = ["slow.example"]

    page = text_of(editor.get(QUEUE))

    assert "No pictures yet" in page
    assert "Hosts that are never asked slow.example" in page


def test_counts_are_refreshed_while_pictures_are_fetched(editor, alive):
    fetches(1, WAITING)
    assert 'hx-trigger="every 5s"' in editor.get(QUEUE).content.decode()

    update = editor.get(QUEUE, headers={"HX-Request": "true"})
    assert "<h1" not in update.content.decode()
    assert "HX-Refresh" not in update.headers

    ImageFetch.objects.update(state=FETCHED)
    assert editor.get(QUEUE, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert 'hx-trigger="every 5s"' not in editor.get(QUEUE).content.decode()


@pytest.mark.parametrize("query", ["", "?state=failed"])
def test_queue_has_as_many_queries_with_many_pictures(editor, alive, query):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            editor.get(QUEUE + query)
        return len(asked)

    for fetch in fetches(10, FAILED, reason="Timed out"):
        ImageUse.objects.create(article=draft(), fetch=fetch, position=0)
    fetches(10, WAITING)
    few = queries()
    for number in range(10):
        fetches(50, FAILED, f"host-{number}.example", reason=f"Reason {number}")
        fetches(50, WAITING, f"host-{number}.example")

    assert queries() <= few
