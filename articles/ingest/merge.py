"""Hold what files say against what the desk has. Reads the database, writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from articles.models import Article, ImportOutcome, SeedFile
from articles.models.values import article_values

from .decide import Decision, decide
from .plan import Plan


@dataclass(slots=True)
class Merge:
    """A plan for an article that we have, with the decision about each of its fields."""

    plan: Plan
    seed: SeedFile
    article: Article
    decision: Decision
    current: dict[str, object]


def merge(plans: Sequence[Plan], *, lock: bool) -> list[Merge]:
    """Decide each plan for a known article, and tell the plans what became of them.

    `lock` keeps editors from changing the articles before the caller's transaction ends; on
    SQLite the transaction does so by itself.
    """
    known = {plan.known.pk: plan for plan in plans if plan.known and plan.kind == "article"}
    seeds = SeedFile.objects.filter(pk__in=known, article__isnull=False).in_bulk()
    article_pks = [seed.article_id for seed in seeds.values() if seed.article_id]
    if lock and connection.features.has_select_for_update:
        list(Article.objects.select_for_update().filter(pk__in=article_pks).values_list("pk"))
    articles = Article.objects.for_values().in_bulk(article_pks)
    return [
        _merge(plan, seeds[pk], articles[seeds[pk].article_id])
        for pk, plan in known.items()
        if pk in seeds
    ]


def _merge(plan: Plan, seed: SeedFile, article: Article) -> Merge:
    current = article_values(article)
    decision = decide(seed.base, current, plan.values or {})
    plan.fields = [*decision.take]
    if plan.path != seed.path:
        plan.fields.append("path")
    if decision.conflicts:
        plan.outcome = ImportOutcome.CONFLICT
        plan.problems += [
            {"line": None, "field": name, "message": "changed here and in the source: ours kept"}
            for name in decision.conflicts
        ]
    return Merge(plan, seed, article, decision, current)
