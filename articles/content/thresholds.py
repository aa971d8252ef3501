"""Store on each article the threshold of the publishing rule that applies to it.

The order "borderline first" of the review desk needs the distance to the threshold in an index.
The most specific rule wins, as in `articles.publishing.policy.rule_for`; a property test keeps
both equal.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    PositiveIntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import Exact, GreaterThan

from articles.db.arrays import id_array
from articles.db.retry import retry_on_deadlock
from articles.models import Article, ArticleTopic, PublishingRule

DEPENDS_ON = {"topics", "provider", "type", "related"}
"""The value fields that decide which threshold applies."""
BATCH = 5_000
_NO_RULE = -1


def refresh_thresholds(article_ids: Collection[int]) -> None:
    """Recompute `Article.threshold` of these articles; only those that change are written.

    The rows to write are locked in key order, unless the caller's transaction has locked them.
    """
    if not article_ids:
        return
    articles = Article.objects.filter(pk__in=id_array(article_ids)).alias(
        old=Coalesce("threshold", _NO_RULE), new=Coalesce(_threshold(), _NO_RULE)
    )
    outdated = articles.exclude(old=F("new")).order_by("pk")
    with transaction.atomic():
        pks = list(outdated.select_for_update(no_key=True).values_list("pk", flat=True))
        if pks:
            Article.objects.filter(pk__in=id_array(pks)).update(threshold=_threshold())


def refresh_all_thresholds() -> None:
    """Recompute the thresholds of all articles, a batch in each transaction."""
    last = 0
    keys = Article.objects.order_by("pk").values_list("pk", flat=True)
    while pks := list(keys.filter(pk__gt=last)[:BATCH]):
        retry_on_deadlock(refresh_thresholds)(pks)
        last = pks[-1]


def current_rules() -> list[PublishingRule]:
    """Return the rules as `threshold_of` needs them."""
    return list(_by_specificity().select_related("provider", "topic"))


def threshold_of(values: Mapping[str, Any], rules: Sequence[PublishingRule]) -> int | None:
    """Return the threshold of a new article with these values.

    An import computes it before it inserts an article: `refresh_thresholds` would update the row.
    """
    for rule in rules:
        if (
            (rule.provider is None or rule.provider.domain == values["provider"])
            and (rule.topic is None or rule.topic.name in values["topics"])
            and rule.type in {"", values["type"]}
        ):
            lower = rule.corroborated_threshold if values["related"] else None
            return rule.threshold if lower is None else lower
    return None


def _by_specificity() -> QuerySet[PublishingRule]:
    """Return the rules, the most specific first."""
    rules = PublishingRule.objects.alias(
        has_provider=_as_number(Q(provider__isnull=False)),
        has_topic=_as_number(Q(topic__isnull=False)),
        has_type=_as_number(~Q(type="")),
    )
    count = F("has_provider") + F("has_topic") + F("has_type")
    return rules.order_by(count.desc(), "-has_provider", "-has_topic", "-has_type")


def _threshold() -> Subquery:
    """Return the threshold of the most specific rule for an article, or NULL."""
    topics = ArticleTopic.objects.filter(article=OuterRef(OuterRef("pk"))).values("topic")
    ordered = _by_specificity().filter(
        Q(has_provider=0) | Q(provider=OuterRef("provider")),
        Q(has_topic=0) | Q(topic__in=topics),
        Q(has_type=0) | Q(type=OuterRef("type")),
    )
    is_corroborated = GreaterThan(OuterRef("related_count"), Value(0))
    is_recommended = Exact(OuterRef("recommended"), Value(True))
    effective = Least(
        _lower("corroborated_threshold", is_corroborated),
        _lower("recommended_threshold", is_recommended),
        output_field=PositiveIntegerField(),
    )
    return Subquery(ordered.values_list(effective)[:1])


def _lower(name: str, applies: Any) -> Case:
    """Return a lower threshold where the rule has it and it applies, else the threshold."""
    lower = When(Q(**{f"{name}__isnull": False}) & Q(applies), then=name)
    return Case(lower, default="threshold", output_field=PositiveIntegerField())


def _as_number(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())
