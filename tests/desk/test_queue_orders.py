"""The orders of the queue: the walks bring what sorting everything would bring."""

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import RequestFactory

from articles.desk import queue as queue_module
from articles.desk.queue import find_place, queue_of, stretch, stretch_before
from articles.desk.queue_orders import Order
from articles.desk.thresholds import bar_of
from articles.models import Article, Provider, PublishingRule, Topic
from articles.publishing.rules import rules_in_force
from tests.factories import NOON, draft, provider, published_article, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """Sixty drafts with many ties, some unscored, some cold, some outranked."""
    dice = random.Random(7)
    trams, tidewire = topic("Trams"), provider()
    for n in range(60):
        draft(
            title=f"Report {n}",
            quality=dice.choice([None, 60, 69, 70, 71, 80, 90]),
            heat=dice.choice([None, -1, 0, 3]),
            published_at=NOON - timedelta(hours=dice.choice([1, 2, 3])),
            top_related_quality=dice.choice([None, 70, 95]),
            top_related_name=dice.choice(["2031-05-04-a", "2031-05-04-z"]),
            related_count=dice.choice([0, 2]),
            provider=dice.choice([None, tidewire]),
            topics=dice.choice([(), (trams,)]),
        )
    draft(title="Held", held=True)
    draft(title="Planned", scheduled_for=NOON)
    published_article(title="Live")


RULES: dict[str, list[dict[str, Any]]] = {
    "one rule": [{"threshold": 70}],
    "no rule": [],
    "a lower bar with coverage": [{"threshold": 80, "corroborated_threshold": 65}],
    "by scope": [
        {"threshold": 70},
        {"threshold": 90, "topic": "Trams"},
        {"threshold": 60, "provider": "tidewire.example", "corroborated_threshold": 50},
    ],
    "only a scope": [{"threshold": 75, "topic": "Trams"}],
}


@pytest.fixture(params=list(RULES.values()), ids=list(RULES))
def rules(request, many):
    PublishingRule.objects.all().delete()
    for scope in request.param:
        found = dict(scope)
        if "topic" in found:
            found["topic"] = Topic.objects.get(name=found["topic"])
        if "provider" in found:
            found["provider"] = Provider.objects.get()
        PublishingRule.objects.create(name="A rule", **found)
    return rules_in_force()


def queue(order, query=""):
    request = RequestFactory().get(f"/desk/?order={order}&{query}")
    return queue_of(request)


def place_at(pk):
    place = find_place(str(pk), rules_in_force())
    assert place is not None
    return place


def last(value):
    """Nulls come last, whatever is more comes first."""
    return (value is None, -(value or 0))


def expected(order, rules):
    articles = list(
        Article.objects.to_review()
        .select_related("provider")
        .prefetch_related("article_topics__topic")
    )

    def by_distance(article):
        bar = bar_of(article, rules)
        if bar is None or article.quality is None:
            return (1, last(article.quality))
        return (0, abs(article.quality - bar))

    def freshness(article):
        return (-article.published_at.timestamp(), -article.pk)

    keys = {
        Order.BORDERLINE: lambda a: (*by_distance(a), last(a.heat), *freshness(a)),
        Order.NEWEST: freshness,
        Order.HOTTEST: lambda a: (last(a.heat), *freshness(a)),
    }
    return [article.pk for article in sorted(articles, key=keys[order])]


@pytest.mark.parametrize("order", [Order.BORDERLINE, Order.NEWEST, Order.HOTTEST])
def test_the_walks_bring_what_sorting_everything_would(rules, order):
    wanted = expected(order, rules)

    assert stretch(queue(order), 100).keys == wanted
    for start, pk in list(enumerate(wanted))[::7]:
        place = place_at(pk)
        assert stretch(queue(order), 7, place).keys == wanted[start : start + 7]
        assert stretch(queue(order), 7, place, inclusive=False).keys == wanted[start + 1 :][:7]
        assert stretch_before(queue(order), 7, place).keys == wanted[:start][::-1][:7]


def test_a_story_stands_together_with_its_strongest_first(many):
    articles = Article.objects.in_bulk()
    found = [articles[pk] for pk in stretch(queue(Order.STORY), 100).keys]

    names = [a.top_related_name if a.is_outranked else a.name for a in found]
    assert len(found) == 60
    assert names == sorted(names, reverse=True)
    for one, other in pairwise(found):
        if not one.is_outranked and other.is_outranked and other.top_related_name == one.name:
            assert (one.quality or 0) >= (other.quality or 0)


def test_a_way_through_a_story_order_leads_there_and_back(many):
    whole = stretch(queue(Order.STORY), 100).keys
    place = place_at(whole[30])

    assert stretch(queue(Order.STORY), 100, place).keys == whole[30:]
    assert stretch_before(queue(Order.STORY), 100, place).keys == whole[:30][::-1]


def test_a_place_that_was_decided_is_still_a_place(many):
    whole = stretch(queue(Order.BORDERLINE), 100).keys
    Article.objects.filter(pk=whole[10]).update(status="rejected")

    assert stretch(queue(Order.BORDERLINE), 3, place_at(whole[10])).keys == whole[11:14]


def test_a_filter_narrows_the_queue_and_its_count(many):
    found = stretch(queue(Order.BORDERLINE, "quality_from=80"), 100)

    assert (
        found.left == len(found.keys) == Article.objects.to_review().filter(quality__gte=80).count()
    )


@pytest.mark.parametrize("most", [queue_module.MOST, 5])
@pytest.mark.parametrize("order", Order.values)
def test_the_drafts_of_a_provider_come_in_the_order_of_all(rules, monkeypatch, order, most):
    monkeypatch.setattr(queue_module, "MOST", most)
    of_provider = set(Article.objects.filter(provider__isnull=False).values_list("pk", flat=True))
    everything = [pk for pk in stretch(queue(order), 70).keys if pk in of_provider]
    narrowed = queue(order, "provider=tidewire.example")
    place = place_at(everything[5])

    assert stretch(narrowed, 70).keys == everything
    assert stretch(narrowed, 70).left == min(len(everything), most)
    assert stretch(narrowed, 70, place).keys == everything[5:]
    assert stretch_before(narrowed, 70, place).keys == everything[:5][::-1]


def test_the_held_ones_are_seen_by_those_who_ask_for_them(many):
    found = stretch(queue(Order.NEWEST, "held=yes"), 100)

    assert [Article.objects.get(pk=pk).title for pk in found.keys] == ["Held"]


def test_an_empty_queue_says_so(db):
    assert stretch(queue(Order.BORDERLINE), 10).left == 0


def test_what_nobody_understands_shows_nothing(many):
    found = queue(Order.NEWEST, "quality_from=much")

    assert not found.filter.is_valid()
    assert stretch(found, 10).keys == []


def test_the_address_of_a_queue_is_always_alike(db):
    made = queue(Order.NEWEST, "assigned=&at=3&quality_to=9&nonsense=1")

    assert made.query == "order=newest&quality_to=9"
    assert made.address(at=3) == "order=newest&quality_to=9&at=3"
