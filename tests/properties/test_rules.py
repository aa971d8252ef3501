"""The rule as SQL and the rule as Python say the same of every article."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.publishing.draft_counts import count_drafts, judge_groups
from articles.publishing.policy import Reason, by_specificity
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.publish_run import count_publishable, count_verdicts
from articles.publishing.rules import judge
from tests.properties.rule_strategies import (
    ARTICLES,
    FREE,
    NAMES,
    THRESHOLDS,
    rules,
    store,
)
from tests.properties.worlds import fresh_desk

pytestmark = pytest.mark.django_db


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
            replace(
                rule,
                threshold=threshold,
                corroborated_threshold=None,
                recommended_threshold=None,
                leads_only=leads,
                needs_picture=not leads,
            )
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
