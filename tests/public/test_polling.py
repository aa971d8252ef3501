"""Readers that poll: 304 while their page or feed is unchanged, the change within a minute."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponseNotModified
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import WorkflowError
from articles.workflow.transitions import perform
from tests.depth import by_depth
from tests.factories import article, published_article, topic

MINUTES = by_depth(60, 60, 1_440)
"""A day at night, a part of it otherwise."""
EVERY = 5
DECISIONS = ("hold", "release", "reject", "reopen", "edit", "edit")
CHANGES = ("publish", "unpublish", "archive", "edit")
TOPICS = ("/topics/harbours/", "/topics/harbours/feed.atom", "/topics/harbours/feed.json")


@dataclass
class Reader:
    """Polls an address; sends back what it was given: `ETag`, `Last-Modified` or both."""

    get: Callable[..., Any]
    path: str
    sends: tuple[str, ...]
    known: dict[str, str] = field(default_factory=dict)
    shown: object = None
    answers: list[tuple[bool, int]] = field(default_factory=list)

    def poll(self, shown: object) -> None:
        """Ask, and record whether what is shown is unchanged since the last time."""
        response = self.get(self.path, self.known)
        self.answers.append((shown == self.shown, response.status_code))
        self.shown = shown
        conditions = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
        if response.status_code == 200:
            self.known = {}
        self.known |= {conditions[name]: response[name] for name in self.sends if name in response}

    def statuses(self, *, unchanged: bool) -> list[int]:
        return [status for same, status in self.answers[1:] if same == unchanged]


class Cdn:
    """A shared cache that keeps responses for as long as they say, then revalidates them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.kept: dict[str, tuple[Any, datetime]] = {}

    def get(self, path: str, headers: dict[str, str]) -> Any:
        response, at = self.kept.get(path, (None, timezone.now()))
        if response is None or timezone.now() - at >= timedelta(seconds=60):
            known = {"if-none-match": response["ETag"]} if response else {}
            answer = self.client.get(path, headers=known)
            assert answer["Cache-Control"] == "public, max-age=60"
            response = answer if answer.status_code == 200 else response
            self.kept[path] = response, timezone.now()
        is_known = headers.get("if-none-match") == response["ETag"]
        return HttpResponseNotModified(headers=response.headers) if is_known else response


def decide(numbers: random.Random, kinds: tuple[str, ...], articles: list[Article]) -> None:
    made, kind = numbers.choice(articles), numbers.choice(kinds)
    made.refresh_from_db()
    with suppress(WorkflowError):
        if kind == "edit":
            edit(made, {"title": f"Title {numbers.random()}"}, by=SYSTEM)
        else:
            perform(kind, made, by=SYSTEM)


def shown_in(path: str) -> list[tuple[Any, ...]]:
    """Return what an address shows, by a query of this test."""
    articles = Article.objects.listed(timezone.now()).newest_first()
    if path.startswith("/topics/"):
        articles = articles.filter(article_topics__topic__slug="harbours")
    return list(articles.values_list("pk", "version"))


@pytest.fixture
def desk():
    harbours, trams = topic("Harbours"), topic("Trams")
    drafts = [article(topics=(harbours,)) for _ in range(5)]
    published = [published_article(topics=(harbours,)) for _ in range(3)]
    elsewhere = [published_article(topics=(trams,)) for _ in range(3)]
    published_article(topics=(harbours,))  # stays, so that the topic always has a page
    return {"drafts": drafts, "published": published, "elsewhere": elsewhere}


def test_readers_on_a_busy_desk(client, desk, settled, keep_pages):
    """Each minute a draft is decided; at times also what the page or feed shows."""
    numbers = random.Random(48)

    def get(path, headers):
        return client.get(path, headers=headers)

    paths = ("/", "/feed.rss", *TOPICS)
    by_etag = [Reader(get, path, ("ETag",)) for path in paths]
    by_both = [Reader(get, "/feed.rss", ("ETag", "Last-Modified"))]
    by_time = [Reader(get, path, ("Last-Modified",)) for path in paths]
    for minute in range(MINUTES):
        decide(numbers, DECISIONS, desk["drafts"])
        if minute % 7 == 0:
            decide(numbers, CHANGES, desk["elsewhere"])
        if numbers.random() < 0.08:
            decide(numbers, CHANGES, desk["published"] + desk["drafts"])
        if minute % EVERY == 0:
            for reader in (*by_etag, *by_both, *by_time):
                reader.poll(shown_in(reader.path))
        settled.shift(timedelta(minutes=1))

    for reader in (*by_etag, *by_both):
        assert {*reader.statuses(unchanged=True)} <= {304}, reader.path
    for reader in (*by_etag, *by_both, *by_time):
        assert {*reader.statuses(unchanged=False)} <= {200}, reader.path
    feed = by_etag[-1]
    assert len(feed.statuses(unchanged=True)) > len(feed.statuses(unchanged=False)) > 1
    assert 304 in by_time[-1].statuses(unchanged=True)


@pytest.mark.parametrize("path", ["/", *TOPICS])
@pytest.mark.parametrize("change", ["edit", "publish", "unpublish"])
def test_change_reaches_readers_behind_a_cdn_within_a_minute(client, desk, settled, path, change):
    cdn = Cdn(client)
    reader = Reader(cdn.get, path, ("ETag",))
    for _ in range(3):
        reader.poll(shown_in(path))
        settled.shift(timedelta(seconds=25))
    reader.poll(shown_in(path))  # a copy as young as can be

    decide(random.Random(1), (change,), desk["drafts" if change == "publish" else "published"])
    settled.shift(timedelta(seconds=60))
    reader.poll(shown_in(path))

    assert [status for _, status in reader.answers] == [200, 304, 304, 304, 200]
