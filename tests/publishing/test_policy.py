"""The policy as tables, without a database."""

import pytest

from articles.publishing.policy import Facts, Reason, Rule, evaluate, rule_for

AI_SITE = Rule("AI", threshold=60, corroborated_threshold=50, leads_only=True)
POWER_APPS = Rule("Power Apps", threshold=70)
R = Reason


def facts(quality, **traits):
    return Facts(**{"quality": quality} | traits)


@pytest.mark.parametrize(
    ("rule", "quality", "has_related", "is_outranked", "reasons"),
    [
        (POWER_APPS, 70, False, False, R.MEETS_THRESHOLD),
        (POWER_APPS, 69, False, False, R.BELOW_THRESHOLD),
        (POWER_APPS, 240, False, False, R.MEETS_THRESHOLD),
        (POWER_APPS, 0, False, False, R.BELOW_THRESHOLD),
        (POWER_APPS, None, False, False, R.UNSCORED),
        (POWER_APPS, 69, True, False, R.BELOW_THRESHOLD),
        (POWER_APPS, 70, True, True, R.MEETS_THRESHOLD),
        (AI_SITE, 60, False, False, R.MEETS_THRESHOLD),
        (AI_SITE, 59, False, False, R.BELOW_THRESHOLD),
        (AI_SITE, 59, True, False, R.CORROBORATED),
        (AI_SITE, 50, True, False, R.CORROBORATED),
        (AI_SITE, 49, True, False, R.BELOW_THRESHOLD),
        (AI_SITE, 60, True, True, R.MEETS_THRESHOLD | R.OUTRANKED),
        (AI_SITE, 60, True, False, R.MEETS_THRESHOLD),
        (AI_SITE, 55, True, True, R.CORROBORATED | R.OUTRANKED),
        (AI_SITE, 40, True, True, R.BELOW_THRESHOLD | R.OUTRANKED),
        (AI_SITE, None, True, False, R.UNSCORED),
        (Rule("All", threshold=0), 0, False, False, R.MEETS_THRESHOLD),
        (Rule("All", threshold=0), None, False, False, R.UNSCORED),
        (None, 100, False, False, R.NO_RULE),
    ],
)
def test_evaluate_by_score_and_story(rule, quality, has_related, is_outranked, reasons):
    verdict = evaluate(facts(quality, has_related=has_related, is_outranked=is_outranked), rule)

    assert verdict.reasons == reasons
    assert verdict.publishable == (reasons in {R.MEETS_THRESHOLD, R.CORROBORATED})


@pytest.mark.parametrize(
    ("trait", "reason"),
    [
        ({"is_draft": False}, R.NOT_DRAFT),
        ({"is_held": True}, R.HELD),
        ({"is_scheduled": True}, R.SCHEDULED),
        ({"is_complete": False}, R.INCOMPLETE),
        ({"is_expired": True}, R.EXPIRED),
    ],
)
def test_evaluate_with_a_blocking_state_is_not_publishable(trait, reason):
    verdict = evaluate(facts(240, **trait), POWER_APPS)

    assert verdict.reasons == R.MEETS_THRESHOLD | reason
    assert not verdict.publishable


def test_evaluate_gives_all_reasons():
    verdict = evaluate(facts(10, is_held=True, is_complete=False), POWER_APPS)

    assert verdict.reasons == R.HELD | R.INCOMPLETE | R.BELOW_THRESHOLD


@pytest.mark.parametrize(
    ("rules", "winner"),
    [
        (["any", "topic"], "topic"),
        (["any", "provider"], "provider"),
        (["any", "type"], "type"),
        (["type", "topic"], "topic"),
        (["topic", "provider"], "provider"),
        (["type", "provider"], "provider"),
        (["provider", "topic and type"], "topic and type"),
        (["topic and type", "provider and type"], "provider and type"),
        (["provider and topic", "provider and type"], "provider and topic"),
        (["provider and topic", "all three"], "all three"),
        (["any", "elsewhere"], "any"),
        (["elsewhere"], None),
        ([], None),
    ],
)
@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
def test_rule_for_chooses_the_most_specific_in_any_order(rules, winner, order):
    article = facts(50, provider="tidewire.example", topics=("Harbours", "Herons"), type="video")

    rule = rule_for(article, [SCOPES[name] for name in rules[::order]])

    assert (rule.name if rule else None) == winner


def _rule(name, **scope):
    return Rule(name, threshold=70, **scope)


SCOPES = {
    "any": _rule("any"),
    "topic": _rule("topic", topic="Herons"),
    "provider": _rule("provider", provider="tidewire.example"),
    "type": _rule("type", type="video"),
    "topic and type": _rule("topic and type", topic="Harbours", type="video"),
    "provider and type": _rule("provider and type", provider="tidewire.example", type="video"),
    "provider and topic": _rule("provider and topic", provider="tidewire.example", topic="Herons"),
    "all three": _rule("all three", provider="tidewire.example", topic="Herons", type="video"),
    "elsewhere": _rule("elsewhere", provider="tidewire.example", topic="Fog", type="video"),
}


def test_rule_for_article_without_a_provider_ignores_provider_rules():
    assert rule_for(facts(50), [SCOPES["provider"]]) is None
