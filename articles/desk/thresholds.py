"""The bar that a draft has to pass: the threshold in force for it, by scope and by coverage."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from articles.desk.walks import NOTHING
from articles.models import Article, ArticleTopic, Provider
from articles.publishing.policy import Facts, Rule, by_specificity, rule_for


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


def bar_of(article: Article, rules: Sequence[Rule]) -> int | None:
    """Return the threshold in force for one article, with its provider at hand, and with its
    topics where a rule asks for them."""
    rows = article.article_topics.all() if ask_for_topics(rules) else ()
    facts = Facts(
        name=article.name,
        quality=article.quality,
        related_count=article.related_count,
        provider=article.provider.domain if article.provider else "",
        topics=tuple(row.topic.name for row in rows),
        type=article.type,
    )
    return bar_for(facts, rules)


def bar_for(facts: Facts, rules: Sequence[Rule]) -> int | None:
    """Return the threshold in force for what a rule looks at."""
    rule = rule_for(facts, rules)
    if rule is None:
        return None
    lower = rule.corroborated_threshold
    return rule.threshold if lower is None or not facts.related_count else lower


def ask_for_topics(rules: Sequence[Rule]) -> bool:
    """Whether the bar of an article depends on its topics."""
    return any(rule.topic for rule in rules)


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
