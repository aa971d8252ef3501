"""What a publish run would do: counts, kinds, and the drafts next to the threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles.admin.publishing.histogram import histogram
from articles.models import Article, Image
from articles.publishing.draft_counts import breakdown_of_passing, count_drafts, judge_groups
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
_BELOW_THRESHOLD = [Reason.BELOW_THRESHOLD, Reason.BELOW_THRESHOLD | Reason.OUTRANKED]
_INDEX_ORDER = ("quality", "rule_flags", "expires_at")
"""The columns of the index of drafts after the status, so that nothing is sorted."""

Kinds = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A draft next to the threshold, why it passes or not, and its stored picture."""

    article: Article
    reasons: list[str]
    picture: Image | None


def preview(
    rules: Sequence[Rule],
    scope: dict[str, Any],
    threshold: int,
    corroborated: int | None,
    *,
    with_kinds: bool,
) -> dict[str, Any]:
    """Return how many drafts the rules would publish, why others stay, and some of both.

    The histogram marks `threshold` and `corroborated`. `kinds` is None if counting them would
    make the page wait and `with_kinds` is not given.
    """
    ordered = by_specificity(rules)
    judged = judge_groups(count_drafts(ordered, scope), ordered)
    above, below = _neighbours(ordered, scope)
    has_kinds = with_kinds or judged.total <= MAX_DRAFTS_WITH_KINDS
    return {
        "published": judged.published,
        "total": judged.total,
        "kept": judged.total - judged.published,
        "reasons": count_reasons(judged.verdicts),
        "chosen": len(scope.get("ids", ())),
        "kinds": count_kinds(rules, scope) if has_kinds else None,
        "histogram": histogram(judged.passing, judged.kept, threshold, corroborated),
        "threshold": threshold,
        "corroborated": corroborated,
        "just_above": above,
        "just_below": below,
    }


def count_kinds(rules: Sequence[Rule], scope: dict[str, Any]) -> list[tuple[str, Kinds]]:
    """Return the most frequent providers, topics and types of the drafts to publish."""
    kinds = breakdown_of_passing(rules, scope)
    return [
        ("Providers", _most_common(kinds.providers, "no provider")),
        ("Topics", _most_common(kinds.topics, "no topic")),
        ("Types", _most_common(kinds.types, "no type")),
    ]


def _most_common(counts: Counter[str | None], nameless: str) -> Kinds:
    most = [(name or nameless, count) for name, count in counts.most_common(MAX_KINDS)]
    others = counts.total() - sum(count for _, count in most)
    return [*most, (f"{len(counts) - MAX_KINDS} others", others)] if others else most


def _neighbours(rules: list[Rule], scope: dict[str, Any]) -> tuple[list[Neighbour], ...]:
    """Return the drafts just above the threshold and those just below it, nearest first."""
    judged: Any = with_verdicts(scoped_drafts(scope), rules)
    judged = judged.select_related("provider").only(
        "title", "quality", "published_at", "provider__name"
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
    pictures = _pictures([article.pk for sample in samples for article in sample])
    return tuple([_neighbour(each, rules, pictures) for each in sample] for sample in samples)


def _pictures(pks: list[int]) -> dict[int, Image]:
    images = Image.objects.filter(article__in=pks).exclude(file="").order_by("-position")
    return {image.article_id: image for image in images if image.article_id}


def _neighbour(article: Any, rules: list[Rule], pictures: dict[int, Image]) -> Neighbour:
    rule = rules[article.rule_place] if article.rule_place is not None else None
    reasons = describe(article.reasons, article.quality, rule)
    return Neighbour(article, reasons, pictures.get(article.pk))
