"""What a publish run with these numbers would do: counts, kinds, and the drafts next to the bar."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Value

from articles.admin.publishing.chart_scale import histogram
from articles.admin.publishing.threshold_form import ThresholdForm
from articles.db.query_batch import rows_of_all
from articles.models import Article, Image
from articles.publishing.draft_counts import judge_tally, kinds_of_passing, tally
from articles.publishing.explanations import describe
from articles.publishing.policy import Reason, Rule, by_specificity
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.report import count_reasons
from articles.publishing.run_scope import scoped_drafts

SAMPLE = 10
QUICK = 5_000
"""Drafts whose kinds are counted at once."""
KINDS = 8
"""Providers, topics and types that are named; the rest is summed up."""

Kinds = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A draft next to the threshold, with why it passes or stays; `picture` is one that we hold."""

    article: Article
    reasons: list[str]
    picture: Image | None


def preview_of(form: ThresholdForm, *, with_kinds: bool = False) -> dict[str, Any]:
    """Return how many would go live of how many, why the others stay, and some of both.

    `kinds` are None where counting them would make the page wait: of many drafts they are asked
    for by themselves.
    """
    rules, scope = by_specificity(form.rules()), form.scope()
    judged = judge_tally(tally(rules, scope), rules)
    threshold, lower = form.cleaned_data["threshold"], form.cleaned_data["corroborated"]
    above, below = _neighbours(rules, scope)
    return {
        "published": judged.published,
        "total": judged.total,
        "kept": judged.total - judged.published,
        "reasons": count_reasons(judged.verdicts),
        "chosen": len(scope.get("ids", ())),
        "kinds": kinds_of(form) if with_kinds or judged.total <= QUICK else None,
        "histogram": histogram(judged.passing, judged.kept, threshold, lower),
        "threshold": threshold,
        "corroborated": lower,
        "just_above": above,
        "just_below": below,
    }


def kinds_of(form: ThresholdForm) -> list[tuple[str, Kinds]]:
    """Return the most frequent providers, topics and types of what would go live."""
    kinds = kinds_of_passing(form.rules(), form.scope())
    return [
        ("Providers", _most(kinds.providers, "no provider")),
        ("Topics", _most(kinds.topics, "no topic")),
        ("Types", _most(kinds.types, "no type")),
    ]


def _most(counts: Counter[str | None], nameless: str) -> Kinds:
    """Return the most frequent kinds, and all others in one row."""
    most = [(name or nameless, count) for name, count in counts.most_common(KINDS)]
    others = counts.total() - sum(count for _, count in most)
    return [*most, (f"{len(counts) - KINDS} others", others)] if others else most


def _neighbours(rules: list[Rule], scope: dict[str, Any]) -> tuple[list[Neighbour], ...]:
    """Return the lowest that would go live, and the highest that lack quality, with pictures.

    They are found in the order of their index, whose end nobody has to see, and read afterwards.
    """
    judged: Any = with_verdicts(scoped_drafts(scope), rules)
    above = publishable(judged.filter(quality__gte=_lowest(rules))).order_by(*_BY_QUALITY)
    short = judged.filter(quality__lt=max(rule.threshold for rule in rules))
    below = _below(short).order_by(*_BY_QUALITY).reverse()
    parts = [each.values_list(Value(n), "pk")[:SAMPLE] for n, each in enumerate((above, below))]
    places = {pk: place for place, pk in rows_of_all(parts)}
    articles = Article.objects.filter(pk__in=places).select_related("provider").order_by("pk")
    articles = articles.only(*_SHOWN)
    read: list[Any] = sorted(with_verdicts(articles, rules), key=lambda each: each.quality)
    pictures = _pictures([article.pk for article in read])
    seen = [(places[each.pk], _neighbour(each, rules, pictures)) for each in read]
    lower: list[Any] = [row for place, row in seen if place]
    lower.sort(key=lambda row: row.article.quality, reverse=True)  # equal ones stay as they are
    return [row for place, row in seen if not place], lower


_SHOWN = ("title", "quality", "published_at", "provider__name")
"""What a neighbour's row shows."""
_BY_QUALITY = ("quality", "rule_flags", "expires_at")
"""What the index of the drafts' facts has, behind the status."""


def _lowest(rules: list[Rule]) -> int:
    """The quality below which nothing passes: from there on the index is walked."""
    return min(
        rule.threshold if rule.corroborated_threshold is None else rule.corroborated_threshold
        for rule in rules
    )


def _below(judged: Any) -> Any:
    """Those that a lower threshold would let pass, and not those that somebody holds."""
    return judged.filter(reasons__in=[Reason.BELOW_THRESHOLD, *_BELOW_AND_MORE])


_BELOW_AND_MORE = [Reason.BELOW_THRESHOLD | Reason.OUTRANKED]


def _pictures(pks: list[int]) -> dict[int, Image]:
    images = Image.objects.filter(article__in=pks).exclude(file="").order_by("-position")
    return {image.article_id: image for image in images if image.article_id}


def _neighbour(article: Any, rules: list[Rule], pictures: dict[int, Image]) -> Neighbour:
    rule = rules[article.rule_place] if article.rule_place is not None else None
    words = describe(article.reasons, article.quality, rule)
    return Neighbour(article, words, pictures.get(article.pk))
