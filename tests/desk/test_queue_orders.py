"""The sort orders of the review queue, against sorting all drafts in Python."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from articles.content.thresholds import refresh_all_thresholds
from articles.desk.queue import find_start, queue_of, slice_before, slice_from
from articles.listing import results
from articles.listing.ordering import REVIEW_ORDERS
from articles.models import Article, Provider, PublishingRule, Topic, User
from articles.publishing.policy import rule_for
from articles.publishing.rules import facts_of, rules_in_force
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
    refresh_all_thresholds()
    return rules_in_force()


def queue(order, query=""):
    request = RequestFactory().get(f"/desk/?order={order}&{query}")
    request.user = User.objects.get_or_create(username="ann", is_superuser=True)[0]
    return queue_of(request)


def keys(order, query="", **options):
    return slice_from(queue(order, query), 100, **options).keys


def nulls_last(value):
    return (value is None, -(value or 0))


def distance(article, rules):
    rule = rule_for(facts_of(article), rules)
    if rule is None or article.quality is None:
        return float("inf")
    lower = rule.corroborated_threshold
    is_lower = lower is not None and article.related_count
    return abs(article.quality - (lower if is_lower else rule.threshold))


def strongest(article):
    return article.top_related_name if article.is_outranked else article.name


def expected(order, rules):
    """Return the keys of all drafts, sorted in Python."""
    drafts = Article.objects.to_review().select_related("provider")
    articles = list(
        drafts.prefetch_related("article_topics__topic").order_by("-published_at", "-pk")
    )
    sort_keys = {
        "borderline": lambda a: (distance(a, rules), nulls_last(a.heat)),
        "newest": lambda a: 0,
        "hottest": lambda a: nulls_last(a.heat),
    }
    return [article.pk for article in sorted(articles, key=sort_keys[order])]


@pytest.mark.parametrize("order", ["borderline", "newest", "hottest"])
def test_slice_in_each_order_equals_sorting_all_drafts(rules, order):
    wanted = expected(order, rules)

    assert keys(order) == wanted
    for place, pk in list(enumerate(wanted))[::7]:
        start = find_start(queue(order), str(pk))
        assert start is not None
        assert slice_from(queue(order), 7, start).keys == wanted[place : place + 7]
        after = slice_from(queue(order), 7, start, inclusive=False)
        assert after.keys == wanted[place + 1 :][:7]
        assert slice_before(queue(order), 7, start).keys == wanted[:place][::-1][:7]


def test_slice_by_story_keeps_stories_together_with_the_strongest_first(many):
    found = [Article.objects.get(pk=pk) for pk in keys("story")]

    sizes = Counter(map(strongest, Article.objects.filter(status__in=["draft", "published"])))
    drafts = Article.objects.to_review()
    several = [each for each in drafts if sizes[strongest(each)] > 1]
    wanted = sorted(several, key=lambda a: (strongest(a), a.quality or -1, a.pk), reverse=True)
    assert 10 < len(found) < 60
    assert found == wanted


def test_slice_by_story_leads_forwards_and_backwards(many):
    whole = keys("story")
    middle = len(whole) // 2
    start = find_start(queue("story"), str(whole[middle]))
    assert start is not None

    assert keys("story", start=start) == whole[middle:]
    assert slice_before(queue("story"), 100, start).keys == whole[:middle][::-1]


def test_slice_from_a_decided_draft_continues_after_it(many):
    whole = keys("borderline")
    Article.objects.filter(pk=whole[10]).update(status="rejected")

    start = find_start(queue("borderline"), str(whole[10]))
    assert start is not None

    assert slice_from(queue("borderline"), 3, start).keys == whole[11:14]


@pytest.mark.parametrize("limit", [2_000, 5])
@pytest.mark.parametrize("order", REVIEW_ORDERS)
def test_slice_of_a_filter_keeps_the_order_and_counts_up_to_the_limit(
    rules, monkeypatch, order, limit
):
    monkeypatch.setattr(results, "COUNT_LIMIT", limit)
    of_provider = set(Article.objects.filter(provider__isnull=False).values_list("pk", flat=True))
    wanted = [pk for pk in keys(order) if pk in of_provider]
    filtered = queue(order, "provider=tidewire.example")
    start = find_start(filtered, str(wanted[5]))
    assert start is not None

    found = slice_from(filtered, 70)

    assert found.keys == wanted
    assert (found.count.number, found.count.is_capped) == (min(len(wanted), limit), limit == 5)
    assert slice_from(filtered, 70, start).keys == wanted[5:]
    assert slice_before(filtered, 70, start).keys == wanted[:5][::-1]


def test_queue_with_held_filter_has_held_drafts(many):
    assert [Article.objects.get(pk=pk).title for pk in keys("newest", "held=yes")] == ["Held"]


def test_queue_without_drafts_is_empty(db):
    assert slice_from(queue("borderline"), 10).count.number == 0


@pytest.mark.parametrize("query", ["quality_from=much", "quality_from=much&q=report"])
def test_queue_with_an_invalid_filter_is_empty(many, query):
    found = queue("newest", query)

    assert not found.filter.is_valid()
    assert slice_from(found, 10).keys == []


def test_queue_query_is_normalized(db):
    made = queue("newest", "assigned=&at=3&quality_to=9&nonsense=1")

    assert made.query == "order=newest&quality_to=9"
    assert made.address(at=3) == "order=newest&quality_to=9&at=3"
