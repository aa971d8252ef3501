"""The bar that a draft has to pass: the threshold in force for it, by scope and by coverage."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, ArticleTopic, Provider
from articles.workflow.policy import Facts, Rule, by_specificity, rule_for

from .walks import NOTHING


class Bar(NamedTuple):
    """A threshold, and which articles it is for."""

    threshold: int
    articles: Q


def bars_of(rules: Sequence[Rule]) -> tuple[list[Bar], Q]:
    """Return the bars of all rules, and which articles have none; each article is in one place."""
    bars: list[Bar] = []
    others = Q()
    for rule in by_specificity(rules):
        scope = _scope(rule)
        bars += _bars(rule, scope & others)
        others = others & ~scope if scope else NOTHING
    return bars, others


def bar_of(
    article: Article, rules: Sequence[Rule], topics: Sequence[str] | None = None
) -> int | None:
    """Return the threshold in force for one article, with provider and topics at hand.

    Its topics may be given by name instead.
    """
    rule = rule_for(_scope_of(article, topics), rules)
    if rule is None:
        return None
    lower = rule.corroborated_threshold
    return rule.threshold if lower is None or not article.related_count else lower


def _scope_of(article: Article, topics: Sequence[str] | None) -> Facts:
    """What a rule's scope is about, of an article."""
    if topics is None:
        topics = [row.topic.name for row in article.article_topics.all()]
    return Facts(
        name=article.name,
        quality=article.quality,
        provider=article.provider.domain if article.provider else "",
        topics=tuple(topics),
        type=article.type,
    )


def _bars(rule: Rule, articles: Q) -> Iterator[Bar]:
    if rule.corroborated_threshold is None:
        yield Bar(rule.threshold, articles)
        return
    yield Bar(rule.threshold, articles & Q(related_count=0))
    yield Bar(rule.corroborated_threshold, articles & Q(related_count__gt=0))


def _scope(rule: Rule) -> Q:
    scope = Q()
    if rule.provider:
        scope &= Q(provider__in=Provider.objects.filter(domain=rule.provider).order_by())
    if rule.type:
        scope &= Q(type=rule.type)
    if rule.topic:
        topics = ArticleTopic.objects.filter(article=OuterRef("pk"), topic__name=rule.topic)
        scope &= Q(Exists(topics))
    return scope
