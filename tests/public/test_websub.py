"""A WebSub hub is pinged about new articles: once for all of a minute, again after a failure."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from django.core.cache import caches

from articles.public.feeds.websub import FEEDS_A_REQUEST, enqueue_ping
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import publish, unpublish
from tests.factories import article, provider, topic

SITE = "http://127.0.0.1:8000"
pytestmark = pytest.mark.django_db(transaction=True)


class Hub:
    """A hub on this machine: it answers `status` and remembers the forms that it was sent."""

    def __init__(self) -> None:
        self.status = 204
        self.forms: list[dict[str, list[str]]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hub.forms.append(parse_qs(body.decode()))
                self.send_response(hub.status)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hub?x=1"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def feeds(self) -> list[list[str]]:
        return [form["hub.url"] for form in self.forms]


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    made = Hub()
    settings.NEWSDESK_WEBSUB_HUB = made.address
    settings.NEWSDESK_IMAGES_FROM_LOOPBACK = True
    yield made
    made.server.shutdown()
    made.server.server_close()


def feeds(*pages: str) -> list[str]:
    return [f"{SITE}{page}feed.{kind}" for page in pages for kind in ("atom", "rss", "json")]


def test_one_ping_names_the_feeds_of_all_new_articles(hub):
    harbours, tidewire = topic(), provider()
    for _ in range(3):
        publish(article(topics=(harbours,), provider=tidewire), by=SYSTEM)
    article(topics=(topic("Hidden"),), provider=provider("hidden.example"))

    enqueue_ping()
    enqueue_ping()

    assert hub.forms[0]["hub.mode"] == ["publish"]
    assert hub.feeds == [feeds("/", "/topics/harbours/", "/providers/tidewire.example/")]


def test_next_ping_names_only_what_is_new(hub):
    first = article(topics=(topic(),))
    publish(first, by=SYSTEM)
    enqueue_ping()
    unpublish(first, by=SYSTEM)
    publish(article(topics=(topic("Trams"),)), by=SYSTEM)

    enqueue_ping()

    assert hub.feeds[1:] == [feeds("/", "/topics/trams/")]


def test_failed_ping_is_repeated_later(hub, settled, caplog):
    hub.status = 503
    publish(article(), by=SYSTEM)
    enqueue_ping()
    enqueue_ping()
    assert len(hub.forms) == 1
    assert "The hub answered 503" in caplog.text

    hub.status = 202
    settled.shift(timedelta(seconds=61))
    enqueue_ping()
    enqueue_ping()

    assert hub.feeds == [feeds("/")] * 2


def test_hub_that_does_not_answer_is_tried_later(hub, caplog):
    hub.server.server_close()
    publish(article(), by=SYSTEM)

    enqueue_ping()

    assert "it is tried again" in caplog.text


def test_many_feeds_are_sent_in_several_requests(hub):
    topics = tuple(topic(f"T{n}") for n in range(FEEDS_A_REQUEST // 2))
    publish(article(topics=topics), by=SYSTEM)

    enqueue_ping()

    assert [len(names) for names in hub.feeds] == [100, 53]
    assert len({name for names in hub.feeds for name in names}) == 153


@pytest.mark.parametrize(("address", "is_named"), [("https://hub.example/", True), ("", False)])
def test_feeds_name_the_hub_only_if_there_is_one(client, settings, address, is_named):
    settings.NEWSDESK_WEBSUB_HUB = address
    for kind in ("atom", "rss", "json"):
        response = client.get(f"/feed.{kind}")
        assert ('<https://hub.example/>; rel="hub"' in response["Link"]) is is_named
        assert ("https://hub.example/" in response.content.decode()) is is_named


def test_nothing_is_sent_without_a_hub(settings):
    publish(article(), by=SYSTEM)

    enqueue_ping()

    assert not caches["shared"].get("websub-waiting")
