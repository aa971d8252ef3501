"""The publishing threshold that applies to each article of a list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Abs

from articles.models import ArticleQuerySet
from articles.publishing.policy import Rule, by_specificity
from articles.publishing.policy_sql import with_places

NO_THRESHOLD = 2**31 - 1
"""The distance of an article without a score or a rule: it comes last."""


def threshold_of(article: Any, rules: Sequence[Rule]) -> int | None:
    """Return the threshold of an article with `rule_place` (`policy_sql.with_places`)."""
    if article.rule_place is None:
        return None
    rule: Rule = by_specificity(rules)[article.rule_place]
    lower = rule.corroborated_threshold
    return rule.threshold if lower is None or not article.related_count else lower


def with_threshold_distance(articles: ArticleQuerySet, rules: Sequence[Rule]) -> ArticleQuerySet:
    """Annotate `threshold_distance`, how far the quality is from the threshold."""
    ordered = by_specificity(rules)
    whens = []
    for place, rule in enumerate(ordered):
        of_rule = Q(rule_place=place)
        if rule.corroborated_threshold is not None:
            lower = Value(rule.corroborated_threshold)
            whens.append(When(of_rule & Q(related_count__gt=0), then=lower))
        whens.append(When(of_rule, then=Value(rule.threshold)))
    threshold = Case(*whens, default=Value(None), output_field=IntegerField())
    judged = with_places(articles, ordered).annotate(threshold=threshold)
    distance = Case(
        When(quality__isnull=True, then=Value(NO_THRESHOLD)),
        When(threshold__isnull=True, then=Value(NO_THRESHOLD)),
        default=Abs(F("quality") - F("threshold")),
        output_field=IntegerField(),
    )
    return judged.annotate(threshold_distance=distance)
