"""What a publish run would do: counts, kinds, and the drafts next to the threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from articles.admin.publishing.histogram import histogram
from articles.images.page_pictures import LEAD_COLUMNS, load_pictures
from articles.models import Article
from articles.publishing.draft_counts import (
    breakdown_of_passing,
    count_drafts,
    count_kept_back,
    judge_groups,
)
from articles.publishing.explanations import describe
from articles.publishing.policy import Reason, Rule, by_specificity
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.report import count_reasons
from articles.publishing.run_scope import scoped_drafts

SAMPLE = 10
MAX_DRAFTS_WITH_KINDS = 5_000
"""The kinds of more drafts are requested after the page has loaded."""
MAX_KINDS = 8
"""Providers, topics and types that are named; the others are summed up."""
_BELOW_THRESHOLD = [
    Reason.BELOW_THRESHOLD | other
    for other in (0, Reason.OUTRANKED, Reason.NO_PICTURE, Reason.OUTRANKED | Reason.NO_PICTURE)
]
_INDEX_ORDER = ("quality", "rule_flags", "expires_at")
"""The columns of the index of drafts after the status, so that nothing is sorted."""

Params = dict[str, str]


@dataclass(frozen=True, slots=True)
class KindCount:
    """A provider, topic or type, how many drafts it has, and the address that narrows to it."""

    name: str
    count: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A draft next to the threshold, the threshold that applies to it, why it passes or not."""

    article: Article
    threshold: int | None
    reasons: list[str]
    provider_address: str


def preview(
    rules: Sequence[Rule],
    scope: dict[str, Any],
    params: Params,
    threshold: int,
    corroborated: int | None,
    *,
    with_kinds: bool,
) -> dict[str, Any]:
    """Return how many drafts the rules would publish, why others stay, and some of both.

    `params` are those of the page's address. The histogram marks `threshold` and `corroborated`.
    `kinds` is None if counting them would
    make the page wait and `with_kinds` is not given.
    """
    ordered = by_specificity(rules)
    judged = judge_groups(count_drafts(ordered, scope), ordered)
    above, below = _neighbours(ordered, scope, params)
    has_kinds = with_kinds or judged.total <= MAX_DRAFTS_WITH_KINDS
    return {
        "published": judged.published,
        "total": judged.total,
        "kept": judged.total - judged.published,
        "kept_back": count_kept_back(ordered, scope).total(),
        "reasons": count_reasons(judged.verdicts),
        "chosen": len(scope.get("ids", ())),
        "kinds": count_kinds(rules, scope, params) if has_kinds else None,
        "histogram": histogram(judged.passing, judged.kept, threshold, corroborated),
        "threshold": threshold,
        "corroborated": corroborated,
        "just_above": above,
        "just_below": below,
    }


def count_kinds(
    rules: Sequence[Rule], scope: dict[str, Any], params: Params
) -> list[tuple[str, list[KindCount]]]:
    """Return the most frequent providers, topics and types of the drafts to publish."""
    counted = breakdown_of_passing(rules, scope)

    topics = Counter({(name, name): count for name, count in counted.topics.items()})
    types = Counter({(name, name): count for name, count in counted.types.items()})
    return [
        ("Providers", _most_common(counted.providers, "provider", params)),
        ("Topics", _most_common(topics, "topic", params)),
        ("Types", _most_common(types, "type", params)),
    ]


def _most_common(
    counts: Counter[tuple[str | None, str | None]], kind: str, params: Params
) -> list[KindCount]:
    most = [
        KindCount(label, count, _narrowed(params, kind, value))
        if label and value
        else KindCount(f"no {kind}", count)
        for (value, label), count in counts.most_common(MAX_KINDS)
    ]
    others = counts.total() - sum(each.count for each in most)
    return [*most, KindCount(f"{len(counts) - MAX_KINDS} others", others)] if others else most


def _narrowed(params: Params, name: str, value: str) -> str:
    return f"?{urlencode({**params, name: value})}"


def _neighbours(
    rules: list[Rule], scope: dict[str, Any], params: Params
) -> tuple[list[Neighbour], ...]:
    """Return the drafts just above the threshold and those just below it, nearest first."""
    judged: Any = with_verdicts(scoped_drafts(scope), rules)
    judged = judged.select_related("provider", "lead_image").only(
        "title",
        "quality",
        "published_at",
        "related_count",
        "recommended",
        "provider__name",
        "provider__domain",
        *LEAD_COLUMNS,
    )
    lowest = min(
        number
        for rule in rules
        for number in (rule.threshold, rule.corroborated_threshold, rule.recommended_threshold)
        if number is not None
    )
    highest = max(rule.threshold for rule in rules)
    above = publishable(judged.filter(quality__gte=lowest)).order_by(*_INDEX_ORDER)
    below = judged.filter(quality__lt=highest, reasons__in=_BELOW_THRESHOLD)
    below = below.order_by(*_INDEX_ORDER).reverse()
    samples = [list(above[:SAMPLE]), list(below[:SAMPLE])]
    load_pictures([*chain(*samples)], shapes=["list"])
    return tuple([_neighbour(each, rules, params) for each in sample] for sample in samples)


def _neighbour(article: Any, rules: list[Rule], params: Params) -> Neighbour:
    rule = rules[article.rule_place] if article.rule_place is not None else None
    domain = article.provider.domain if article.provider else ""
    return Neighbour(
        article,
        rule
        and rule.threshold_for(
            article.quality, related=article.related_count > 0, recommended=article.recommended
        ),
        describe(article.reasons, article.quality, rule),
        _narrowed(params, "provider", domain) if domain else "",
    )
