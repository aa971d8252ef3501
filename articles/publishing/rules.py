"""The rules in force, between the table and the pure policy."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from articles.models import DEFAULT_THRESHOLD, Article, PublishingRule, Status
from articles.publishing.policy import Facts, Rule, Verdict, evaluate, rule_for
from articles.stories.rank import outranks

READY = {"ready_only": True}
"""The scope of a run by the rules: what a person's run has just kept back waits for a person."""


def rules_in_force() -> list[Rule]:
    """Return all publishing rules as the policy reads them."""
    return [as_rule(row) for row in PublishingRule.objects.select_related("topic", "provider")]


def rules_with(**numbers: Any) -> list[Rule]:
    """Return the rules in force, or, if a number is not None, one rule made of the default."""
    given = {name: value for name, value in numbers.items() if value is not None}
    if not given:
        return rules_in_force()
    return [replace(default_rule(), name="One-off settings", version=0, **given)]


def default_rule(in_force: Sequence[Rule] | None = None) -> Rule:
    """Return the rule without a scope, or one with the default threshold if there is none."""
    rules = rules_in_force() if in_force is None else in_force
    unscoped = (rule for rule in rules if not rule.specificity[0])
    return next(unscoped, Rule("", DEFAULT_THRESHOLD))


def one_off_rule(**numbers: Any) -> Rule:
    """Return a rule of one run only; its version is 0."""
    return Rule("One-off settings", **numbers, version=0)


def as_rule(row: PublishingRule) -> Rule:
    return Rule(
        name=row.name,
        threshold=row.threshold,
        corroborated_threshold=row.corroborated_threshold,
        recommended_threshold=row.recommended_threshold,
        leads_only=row.leads_only,
        needs_picture=row.needs_picture,
        topic=row.topic.name if row.topic else "",
        provider=row.provider.domain if row.provider else "",
        type=row.type,
        version=row.version,
    )


def rule_from(snapshot: dict[str, Any]) -> Rule:
    """Return a rule that a run stores as plain values."""
    return Rule(**snapshot)


def facts_of(article: Article) -> Facts:
    """Return the facts of an article fetched with provider and topics."""
    return Facts(
        quality=article.quality,
        is_draft=article.status == Status.DRAFT,
        is_held=article.held,
        is_scheduled=article.scheduled_for is not None,
        is_expired=article.expires_at is not None and article.expires_at <= timezone.now(),
        is_complete=not article.incomplete_reason,
        has_related=article.related_count > 0,
        is_recommended=article.recommended,
        is_outranked=outranks(
            article.top_related_quality, article.top_related_name, article.quality, article.name
        ),
        has_picture=article.lead_image_id is not None,
        provider=article.provider.domain if article.provider else "",
        topics=tuple(row.topic.name for row in article.article_topics.all()),
        type=article.type,
    )


def judge(article: Article, rules: list[Rule]) -> Verdict:
    """Judge one article by the rule that applies to it."""
    facts = facts_of(article)
    return evaluate(facts, rule_for(facts, rules))
