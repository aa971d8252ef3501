"""Words that many articles have narrow every order of the queue, however far has to be looked."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.desk import walks_with_words
from articles.desk.queue import Queue, find_place, queue_of, stretch, stretch_before
from articles.desk.queue_orders import Order, Place
from articles.models import Article, PublishingRule
from articles.publishing.rules import rules_in_force
from articles.search import backends as searching
from tests.desk.desk import QUEUE, sit_down
from tests.factories import NOON, draft, provider, published_article

pytestmark = pytest.mark.django_db
WORDS = {
    "report": lambda title: True,
    "rep": lambda title: True,
    "heron": lambda title: "heron" in title,
    "report gull": lambda title: "gull" in title,
    "tidewire report": lambda title: "by Tidewire" in title,
    '"report about"': lambda title: True,
    "tern": lambda title: False,
}
"""What is looked for, and which of the drafts' titles have it."""


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Fifty drafts of which a third has herons and a tenth gulls; what is live has terns."""
    monkeypatch.setattr(searching, "FEW", 3)
    PublishingRule.objects.update(threshold=80, corroborated_threshold=65)
    dice, tidewire = random.Random(3), provider()
    for n in range(50):
        bird = "herons" if n % 3 == 0 else "a gull" if n % 10 == 1 else "tides"
        by = tidewire if n % 4 else None
        draft(
            title=f"Report about {bird} {'by Tidewire' if by else ''} {n}",
            quality=dice.choice([None, 60, 70, 80, 90]),
            heat=dice.choice([None, -1, 3]),
            published_at=NOON - timedelta(hours=dice.choice([1, 2])),
            related_count=dice.choice([0, 2]),
            provider=by,
        )
    draft(title="Report about herons, held", held=True)
    for n in range(6):
        published_article(title=f"Report about terns {n}")


@pytest.fixture(params=[1, 10, 60], ids="looking at {}".format)
def look(request, monkeypatch):
    monkeypatch.setattr(walks_with_words, "LOOK", request.param)
    return request.param


def queue(order: Order | str, **asked: str) -> Queue:
    return queue_of(RequestFactory().get("/desk/", {"order": str(order), **asked}))


def place_at(pk: int) -> Place:
    place = find_place(str(pk), rules_in_force())
    assert place is not None
    return place


@pytest.mark.parametrize("order", Order.values)
def test_what_has_the_words_comes_in_the_order_of_all(look, order):
    titles = dict(Article.objects.values_list("pk", "title"))
    everything = stretch(queue(order), 100).keys
    places = {pk: place_at(pk) for pk in everything[::9]}
    for words, has_them in WORDS.items():
        wanted = [pk for pk in everything if has_them(titles[pk])]
        asked = queue(order, q=words)

        assert asked.wide, words
        assert stretch(asked, 100).keys == wanted, words
        for pk, place in places.items():
            at = everything.index(pk)
            before = [each for each in everything[:at][::-1] if each in wanted]
            after = [each for each in everything[at:] if each in wanted]
            assert stretch(asked, 4, place).keys == after[:4], words
            assert stretch_before(asked, 4, place).keys == before[:4], words


def test_the_count_is_right_or_says_that_there_are_more(look):
    titles = list(Article.objects.to_review().values_list("title", flat=True))
    for words, has_them in WORDS.items():
        number = sum(map(has_them, titles))

        found = stretch(queue(Order.NEWEST, q=words), 4)

        if found.is_capped:
            assert look < len(titles), words
            assert min(number, 4) <= found.left <= number, words
        else:
            assert found.left == number, words


def test_words_and_other_filters_hold_together(look):
    narrowed = {"provider": "tidewire.example", "quality_from": "60"}
    titles = dict(Article.objects.values_list("pk", "title"))
    of_provider = stretch(queue(Order.BORDERLINE, **narrowed), 100).keys

    found = stretch(queue(Order.BORDERLINE, q="heron", **narrowed), 100).keys

    assert found == [pk for pk in of_provider if "heron" in titles[pk]]
    assert found


@pytest.mark.parametrize("order", Order.values)
def test_a_page_takes_at_most_twenty_queries(client, look, order):
    sit_down(client)
    client.get(QUEUE)
    first = stretch(queue(order, q="gull", provider="tidewire.example"), 1).keys[0]
    for words in WORDS:
        asked = f"{QUEUE}?order={order}&q={words}&provider=tidewire.example"

        with CaptureQueriesContext(connection) as captured:
            client.get(f"{asked}&at={first}")
        assert len(captured) <= 20, words


def test_a_filter_that_nobody_understands_shows_nothing_beside_words():
    found = stretch(queue(Order.NEWEST, q="report", quality_from="much"), 10)

    assert (found.keys, found.left) == ([], 0)
