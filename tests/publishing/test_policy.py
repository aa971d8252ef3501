"""May a draft go live by itself? A table, without a database."""

import pytest

from articles.publishing.policy import Facts, Reason, Rule, evaluate, rule_for

AI_SITE = Rule("AI", threshold=60, corroborated_threshold=50, leads_only=True)
POWER_APPS = Rule("Power Apps", threshold=70)
R = Reason


def facts(quality, **traits):
    return Facts(**{"name": "m", "quality": quality} | traits)


@pytest.mark.parametrize(
    ("rule", "quality", "related", "rival", "reasons"),
    [
        (POWER_APPS, 70, 0, (None, ""), R.MEETS_THRESHOLD),
        (POWER_APPS, 69, 0, (None, ""), R.BELOW_THRESHOLD),
        (POWER_APPS, 240, 0, (None, ""), R.MEETS_THRESHOLD),
        (POWER_APPS, 0, 0, (None, ""), R.BELOW_THRESHOLD),
        (POWER_APPS, None, 0, (None, ""), R.UNSCORED),
        (POWER_APPS, 69, 9, (None, ""), R.BELOW_THRESHOLD),
        (POWER_APPS, 70, 1, (99, "a"), R.MEETS_THRESHOLD),
        (AI_SITE, 60, 0, (None, ""), R.MEETS_THRESHOLD),
        (AI_SITE, 59, 0, (None, ""), R.BELOW_THRESHOLD),
        (AI_SITE, 59, 1, (10, "a"), R.CORROBORATED),
        (AI_SITE, 50, 1, (50, "n"), R.CORROBORATED),
        (AI_SITE, 49, 8, (10, "a"), R.BELOW_THRESHOLD),
        (AI_SITE, 60, 1, (61, "z"), R.MEETS_THRESHOLD | R.OUTRANKED),
        (AI_SITE, 60, 1, (60, "l"), R.MEETS_THRESHOLD | R.OUTRANKED),
        (AI_SITE, 60, 1, (60, "n"), R.MEETS_THRESHOLD),
        (AI_SITE, 60, 1, (60, "m"), R.MEETS_THRESHOLD),
        (AI_SITE, 60, 1, (59, "a"), R.MEETS_THRESHOLD),
        (AI_SITE, 55, 1, (56, "z"), R.CORROBORATED | R.OUTRANKED),
        (AI_SITE, 40, 1, (41, "z"), R.BELOW_THRESHOLD | R.OUTRANKED),
        (AI_SITE, None, 1, (10, "a"), R.UNSCORED),
        (Rule("All", threshold=0), 0, 0, (None, ""), R.MEETS_THRESHOLD),
        (Rule("All", threshold=0), None, 0, (None, ""), R.UNSCORED),
        (None, 100, 0, (None, ""), R.NO_RULE),
    ],
)
def test_the_score_and_the_story(rule, quality, related, rival, reasons):
    verdict = evaluate(facts(quality, related_count=related, rival=rival), rule)

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
def test_what_keeps_even_the_best_draft(trait, reason):
    verdict = evaluate(facts(240, **trait), POWER_APPS)

    assert verdict.reasons == R.MEETS_THRESHOLD | reason
    assert not verdict.publishable


def test_all_reasons_are_given_not_only_the_first():
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
def test_the_most_specific_rule_in_scope_wins_in_whatever_order(rules, winner, order):
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


def test_an_article_without_a_provider_is_in_no_provider_s_scope():
    assert rule_for(facts(50), [SCOPES["provider"]]) is None
