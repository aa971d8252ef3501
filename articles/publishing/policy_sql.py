"""The policy as SQL, for whole tables at once."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from articles.models import INCOMPLETE, OUTRANKED, ArticleQuerySet, ArticleTopic, Status
from articles.publishing.policy import PASSING, Reason, Rule, by_specificity


def with_verdicts(articles: ArticleQuerySet, rules: Sequence[Rule]) -> ArticleQuerySet:
    """Annotate `rule_place` (in `by_specificity(rules)`, or null) and `reasons` (a number)."""
    ordered = by_specificity(rules)
    judged = articles.annotate(rule_place=_rule_place(ordered))
    return judged.annotate(reasons=_reasons(ordered))


def with_places(articles: ArticleQuerySet, ordered: Sequence[Rule]) -> ArticleQuerySet:
    """Annotate `rule_place`: the place of the rule that applies, or null."""
    return articles.annotate(rule_place=_rule_place(ordered))


def publishable(judged: ArticleQuerySet) -> ArticleQuerySet:
    """Filter articles from `with_verdicts` to those that the rules publish."""
    return judged.filter(Q(("reasons__lte", int(PASSING))))


def _rule_place(ordered: Sequence[Rule]) -> Any:
    """Return the place as an expression; a constant if no rule has a scope."""
    output = PositiveSmallIntegerField(null=True)
    if ordered and not ordered[0].specificity[0]:
        return Value(0, output_field=output)
    whens = [When(_scope(rule), then=Value(place)) for place, rule in enumerate(ordered)]
    return Case(*whens, default=Value(None), output_field=output)


def _scope(rule: Rule) -> Q:
    scope = Q(pk__isnull=False)
    if rule.provider:
        scope &= Q(provider__domain=rule.provider)
    if rule.type:
        scope &= Q(type=rule.type)
    if rule.topic:
        scope &= Q(Exists(_topics().filter(topic__name=rule.topic)))
    return scope


def _topics() -> QuerySet[ArticleTopic]:
    return ArticleTopic.objects.filter(article=OuterRef("pk"))


def _reasons(ordered: Sequence[Rule]) -> Any:
    flags: list[Any] = [*_state_flags(timezone.now()), _score_flag(ordered)]
    leads = [place for place, rule in enumerate(ordered) if rule.leads_only]
    if leads:
        flags.append(_flag(Q(rule_place__in=leads) & OUTRANKED, Reason.OUTRANKED))
    pictured = [place for place, rule in enumerate(ordered) if rule.needs_picture]
    if pictured:
        condition = Q(rule_place__in=pictured, lead_image__isnull=True)
        flags.append(_flag(condition, Reason.NO_PICTURE))
    manual_only = [place for place, rule in enumerate(ordered) if rule.manual_only]
    if manual_only:
        flags.append(_flag(Q(rule_place__in=manual_only), Reason.MANUAL_ONLY))
    return reduce(add, flags)


def _state_flags(now: datetime) -> list[Any]:
    return [
        _flag(~Q(status=Status.DRAFT), Reason.NOT_DRAFT),
        _flag(Q(held=True), Reason.HELD),
        _flag(Q(scheduled_for__isnull=False), Reason.SCHEDULED),
        _flag(INCOMPLETE, Reason.INCOMPLETE),
        _flag(Q(expires_at__lte=now), Reason.EXPIRED),
    ]


def _flag(condition: Q, reason: Reason) -> Any:
    return Case(When(condition, then=Value(int(reason))), default=Value(0), output_field=_NUMBER)


def _score_flag(ordered: Sequence[Rule]) -> Any:
    """Return one CASE in the order of `policy._score_reason`: the first that applies."""
    whens = [_when(Q(rule_place__isnull=True), Reason.NO_RULE)] if _may_miss(ordered) else []
    whens.append(_when(Q(quality__isnull=True), Reason.UNSCORED))
    meets = [_at(place, Q(quality__gte=rule.threshold)) for place, rule in enumerate(ordered)]
    corroborated = [
        _at(place, Q(related_count__gt=0, quality__gte=rule.corroborated_threshold))
        for place, rule in enumerate(ordered)
        if rule.corroborated_threshold is not None
    ]
    if meets:
        whens.append(_when(reduce(or_, meets), Reason.MEETS_THRESHOLD))
    recommended = [
        _at(place, Q(recommended=True, quality__gte=rule.recommended_threshold))
        for place, rule in enumerate(ordered)
        if rule.recommended_threshold is not None
    ]
    if corroborated:
        whens.append(_when(reduce(or_, corroborated), Reason.CORROBORATED))
    if recommended:
        whens.append(_when(reduce(or_, recommended), Reason.RECOMMENDED))
    default = Value(int(Reason.BELOW_THRESHOLD))
    return Case(*whens, default=default, output_field=_NUMBER)


def _at(place: int, condition: Q) -> Q:
    return Q(rule_place=place) & condition


def _when(condition: Q, reason: Reason) -> When:
    return When(condition, then=Value(int(reason)))


def _may_miss(ordered: Sequence[Rule]) -> bool:
    return not ordered or bool(ordered[-1].specificity[0])


_NUMBER = IntegerField()
