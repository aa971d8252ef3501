"""The rules in force, between the table and the pure policy."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils import timezone

from articles.db.query_batch import rows_of, written
from articles.models import DEFAULT_THRESHOLD, Article, PublishingRule
from articles.publishing.policy import Facts, Rule, Verdict, evaluate, rule_for


def rules_in_force() -> list[Rule]:
    """Return all publishing rules as the policy reads them."""
    rows = rows_of(_rules_sql(), [])
    return [
        Rule(name, threshold, lower, bool(leads_only), topic or "", provider or "", type_, version)
        for name, threshold, lower, leads_only, topic, provider, type_, version in rows
    ]


@cache
def _rules_sql() -> str:
    return written(PublishingRule.objects.values_list(*_OF_A_RULE))


_OF_A_RULE = (
    "name", "threshold", "corroborated_threshold", "leads_only", "topic__name", "provider__domain",
    "type", "version",
)  # fmt: skip


def default_rule(in_force: Sequence[Rule] | None = None) -> Rule:
    """Return the rule for everything, or one with the usual threshold where there is none."""
    rules = rules_in_force() if in_force is None else in_force
    whole = [rule for rule in rules if not rule.specificity[0]]
    return whole[0] if whole else Rule("", DEFAULT_THRESHOLD)


def as_rule(row: PublishingRule) -> Rule:
    return Rule(
        name=row.name,
        threshold=row.threshold,
        corroborated_threshold=row.corroborated_threshold,
        leads_only=row.leads_only,
        topic=row.topic.name if row.topic else "",
        provider=row.provider.domain if row.provider else "",
        type=row.type,
        version=row.version,
    )


def rule_from(snapshot: dict[str, Any]) -> Rule:
    """Return the rule that a run keeps as plain values."""
    return Rule(**snapshot)


def facts_of(article: Article) -> Facts:
    """Return what a rule looks at, of an article with provider and topics at hand."""
    return Facts(
        name=article.name,
        quality=article.quality,
        is_draft=article.status == "draft",
        is_held=article.held,
        is_scheduled=article.scheduled_for is not None,
        is_expired=article.expires_at is not None and article.expires_at <= timezone.now(),
        is_complete=not article.lack,
        related_count=article.related_count,
        rival=(article.top_related_quality, article.top_related_name),
        provider=article.provider.domain if article.provider else "",
        topics=tuple(row.topic.name for row in article.article_topics.all()),
        type=article.type,
    )


def judge(article: Article, rules: list[Rule]) -> Verdict:
    """Judge one article by the rule that applies to it."""
    facts = facts_of(article)
    return evaluate(facts, rule_for(facts, rules))
