"""The rule as SQL and the rule as Python say the same of every article."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, ArticleTopic, Provider, Status, Topic
from articles.publishing.draft_counts import count_drafts, judge_groups
from articles.publishing.policy import Reason, Rule, by_specificity
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.publish_run import count_publishable, count_verdicts
from articles.publishing.rules import judge
from articles.seeds.cleaning import INVISIBLE
from tests.factories import NOON, set_hashes, source
from tests.properties.worlds import fresh_desk

pytestmark = pytest.mark.django_db

PROVIDERS = ("tidewire.example", "gull.example", "Gull.example")
TOPICS = ("Harbours", "harbours", "Gulls", "Tides & tables")
TYPES = ("", "article", "video", "Video")
QUALITIES = st.one_of(st.none(), st.sampled_from([0, 49, 50, 51, 69, 70, 71, 240]))
THRESHOLDS = st.sampled_from([0, 50, 60, 70, 240])
NAMES = ("a", "a-b", "aa", "ab", "a b", "A", "é", "Z-1", "z", "2031-05-04-a")
"""They sort one way by code point and another by the rules of most languages."""


@st.composite
def rules(draw):
    threshold = draw(THRESHOLDS)
    return Rule(
        name="A rule",
        threshold=threshold,
        corroborated_threshold=draw(st.one_of(st.none(), st.integers(0, threshold))),
        leads_only=draw(st.booleans()),
        topic=draw(st.sampled_from(["", "", *TOPICS, "Nobody's"])),
        provider=draw(st.sampled_from(["", "", *PROVIDERS, "nobody.example"])),
        type=draw(st.sampled_from(["", *TYPES])),
        manual_only=draw(st.sampled_from([False, False, False, True])),
    )


LATER = datetime(2131, 6, 1, tzinfo=UTC)
STATES = [
    {"status": Status.DRAFT},
    {"status": Status.DRAFT},
    {"status": Status.DRAFT, "held": True},
    {"status": Status.DRAFT, "scheduled_for": datetime(2031, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "held": True, "scheduled_for": datetime(2031, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "expires_at": datetime(2001, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "expires_at": LATER},
    {"status": Status.PUBLISHED, "went_live_at": NOON},
    {"status": Status.REJECTED},
    {"status": Status.ARCHIVED},
]
FREE = [{"status": Status.DRAFT}, {"status": Status.DRAFT, "expires_at": LATER}]
ARTICLES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "title": st.one_of(
            st.sampled_from(["", "A title", "A title", "\u200b"]),
            st.text(st.sampled_from([*INVISIBLE, "a", "\u0301"]), max_size=4),
        ),
        "web_url": st.sampled_from(["", "https://tidewire.example/a"]),
        "original_url": st.sampled_from(["", "https://tidewire.example/o"]),
        "body": st.sampled_from(["", "A text."]),
        "type": st.sampled_from(TYPES),
        "quality": QUALITIES,
        "related_count": st.integers(0, 2),
        "top_related_quality": QUALITIES,
        "top_related_name": st.sampled_from(["", *NAMES]),
        "provider": st.one_of(st.none(), st.sampled_from(PROVIDERS)),
        "topics": st.lists(st.sampled_from(TOPICS), unique=True),
    }
)


@given(st.lists(rules(), max_size=5), st.dictionaries(st.sampled_from(NAMES), ARTICLES))
def test_rules_sql_equals_python(some_rules, articles):
    with fresh_desk():
        store(articles)

        judged: Any = with_verdicts(Article.objects.all(), some_rules)
        by_sql = {each.name: (each.reasons, each.rule_place) for each in judged}
        passing = {each.name for each in publishable(judged)}

        stored = Article.objects.for_values()
        verdicts = {each.name: judge(each, some_rules) for each in stored}
    ordered = by_specificity(some_rules)
    assert by_sql == {
        name: (int(verdict.reasons), place_of(verdict.rule, ordered))
        for name, verdict in verdicts.items()
    }
    assert passing == {name for name, verdict in verdicts.items() if verdict.publishable}


@given(
    st.lists(rules(), max_size=5),
    st.dictionaries(st.sampled_from(NAMES), ARTICLES),
    st.lists(st.tuples(THRESHOLDS, st.booleans()), min_size=5, max_size=5),
)
def test_rules_tally_equals_run(some_rules, articles, tried):
    with fresh_desk():
        store(articles)
        moved = [
            replace(rule, threshold=threshold, corroborated_threshold=None, leads_only=leads)
            for rule, (threshold, leads) in zip(some_rules, tried, strict=False)
        ]
        cache.clear()
        found = count_drafts(some_rules, {})

        judged = [judge_groups(found, numbers) for numbers in (some_rules, moved)]
        counted = [count_verdicts(numbers) for numbers in (some_rules, moved)]

    assert [dict(each.verdicts) for each in judged] == counted
    assert [each.published for each in judged] == [count_publishable(each) for each in counted]


@given(st.lists(rules(), max_size=5), ARTICLES)
def test_rules_verdict_has_reason_and_passes_only_drafts(some_rules, facts):
    with fresh_desk():
        store({"a": facts})
        verdict = judge(Article.objects.for_values().get(), some_rules)

    assert verdict.reasons
    assert verdict.publishable is not bool(verdict.reasons >= Reason.NOT_DRAFT)
    assert not verdict.publishable or facts["state"] in FREE


def place_of(rule, ordered):
    """Return the place of this very rule: two rules may be equal in all that they say."""
    if rule is None:
        return None
    return next(place for place, each in enumerate(ordered) if each is rule)


def store(articles):
    providers = {domain: Provider.objects.create(domain=domain, name="P") for domain in PROVIDERS}
    topics = {
        name: Topic.objects.create(name=name, slug=f"topic-{n}") for n, name in enumerate(TOPICS)
    }
    for name, facts in articles.items():
        columns = {key: value for key, value in facts.items() if key not in {"state", "topics"}}
        columns["provider"] = providers.get(facts["provider"])
        article = Article(
            source=source(), name=name, slug=name, published_at=NOON, **columns, **facts["state"]
        )
        set_hashes(article)
        article.save()
        for position, topic in enumerate(facts["topics"]):
            ArticleTopic.objects.create(article=article, topic=topics[topic], position=position)
