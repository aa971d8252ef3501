"""Count drafts in groups that no rule can tell apart, so that any thresholds can be tried.

    drafts -> GROUP BY (rule, quality, rule flags, expiry) -> groups -> policy.evaluate -> counts

Which rule applies to a draft depends only on the scopes of the rules, not on their thresholds:
moving a threshold needs no query. Without scoped rules the groups are counted from an index alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Subquery
from django.utils import timezone

from articles.models import FIRST_BLOCKING_REASON, Event, ImportRun, RuleFlag
from articles.publishing.kept_back import keeping_verdicts
from articles.publishing.policy import Facts, Rule, by_specificity, evaluate
from articles.publishing.policy_sql import publishable, with_places, with_verdicts
from articles.publishing.run_scope import scoped_drafts

CACHE_SECONDS = 60
"""How long counts are cached while nothing changes: some verdicts depend on the time."""
_COLUMNS = ("rule_place", "quality", "rule_flags", "expires_at")

DraftGroups = list[tuple[int | None, int | None, int, bool, int]]
"""(place of the rule, quality, `RuleFlag`s, is expired, number of drafts)"""


@dataclass(frozen=True, slots=True)
class JudgedCounts:
    """How many drafts have which reasons, and how many of each quality would be published or stay
    drafts (None: unscored)."""

    verdicts: Counter[int]
    passing: Counter[int | None]
    kept: Counter[int | None]

    @property
    def published(self) -> int:
        return self.passing.total()

    @property
    def total(self) -> int:
        return self.verdicts.total()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts of the drafts that would be published by provider (domain and name), by topic's name
    (a draft counts for each of its topics) and by type; None and "" for none."""

    providers: Counter[tuple[str | None, str | None]]
    topics: Counter[str | None]
    types: Counter[str | None]


def count_drafts(rules: Sequence[Rule], scope: dict[str, Any]) -> DraftGroups:
    """Return the drafts of a scope in groups, cached until something changes."""
    ordered = by_specificity(rules)
    scopes = [(rule.topic, rule.provider, rule.type) for rule in ordered]
    key = cache_key_until_change("drafts", scopes, scope)
    groups: DraftGroups | None = cache.get(key)
    if groups is None:
        groups = _query_groups(ordered, scope)
        cache.set(key, groups, CACHE_SECONDS)
    return groups


def cache_key_until_change(*parts: Any) -> str:
    """Return a cache key for counts of articles that changes with each event and import."""
    import_at = ImportRun.imports.order_by("-heartbeat").values("heartbeat")[:1]
    newest = Event.objects.order_by("-pk").values_list("pk", Subquery(import_at)).first()
    return f"counts:{sha256(repr((parts, newest)).encode()).hexdigest()}"


def judge_groups(groups: DraftGroups, rules: Sequence[Rule]) -> JudgedCounts:
    """Judge every group by rules with the scopes that the groups were counted with."""
    ordered = by_specificity(rules)
    judged = JudgedCounts(Counter(), Counter(), Counter())
    for place, quality, flags, is_expired, count in groups:
        rule = None if place is None else ordered[place]
        reasons = _reasons(quality, flags, is_expired, rule)
        judged.verdicts[reasons] += count
        passes = reasons < FIRST_BLOCKING_REASON
        (judged.passing if passes else judged.kept)[quality] += count
    return judged


def breakdown_of_passing(rules: Sequence[Rule], scope: dict[str, Any]) -> Breakdown:
    """Count the drafts that would be published by provider, topic and type, in two queries."""
    passing: Any = publishable(with_verdicts(scoped_drafts(scope), rules)).order_by()
    by_topic = passing.values_list("topics__name").annotate(count=Count("pk"))
    breakdown = Breakdown(Counter(), Counter(dict(by_topic)), Counter())
    columns = ("provider__domain", "provider__name", "type")
    for domain, name, type_, count in passing.values_list(*columns).annotate(count=Count("pk")):
        breakdown.providers[domain, name] += count
        breakdown.types[type_] += count
    return breakdown


def count_kept_back(rules: Sequence[Rule], scope: dict[str, Any]) -> Counter[int]:
    """Count the drafts that the rules would publish but a run with one-off settings kept, by run.

    A draft that several runs kept counts for the last.
    """
    passing = publishable(with_verdicts(scoped_drafts(scope), rules)).order_by()
    verdicts = keeping_verdicts().filter(article__in=passing.values("pk"))
    rows = verdicts.order_by("run").values_list("article", "run")
    return Counter(dict(rows.iterator()).values())


def _query_groups(ordered: Sequence[Rule], scope: dict[str, Any]) -> DraftGroups:
    """Use COUNT(*) and the columns of the index, so that an index-only scan is possible."""
    now = timezone.now()
    drafts: Any = with_places(scoped_drafts(scope), ordered).order_by()
    rows = drafts.values_list(*_COLUMNS).annotate(count=Count("*"))
    return [
        (place, quality, flags, expires_at is not None and expires_at <= now, count)
        for place, quality, flags, expires_at, count in rows
    ]


@lru_cache(maxsize=20_000)
def _reasons(quality: int | None, flags: int, is_expired: bool, rule: Rule | None) -> int:
    """Judge the drafts of one group. Cached, because a page asks for hundreds of groups."""
    has = RuleFlag(flags)
    facts = Facts(
        quality=quality,
        is_held=RuleFlag.HELD in has,
        is_scheduled=RuleFlag.SCHEDULED in has,
        is_complete=RuleFlag.INCOMPLETE not in has,
        is_expired=is_expired,
        has_related=RuleFlag.RELATED in has,
        is_outranked=RuleFlag.OUTRANKED in has,
        is_recommended=RuleFlag.RECOMMENDED in has,
        has_picture=RuleFlag.HAS_PICTURE in has,
    )
    return int(evaluate(facts, rule).reasons)
