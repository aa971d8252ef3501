"""Counts of drafts by what a rule looks at, so that any numbers can be tried without asking again.

    drafts -> GROUP BY (rule, quality, rule_flags, expiry) -> groups -> policy.evaluate -> counts

A group holds the drafts that no rule can tell apart; the rule itself is the pure one. Which rule
covers a draft depends on the rules' scopes alone, not on their numbers: moving a threshold asks the
database nothing. Where no rule has a scope, the groups are counted from an index alone.
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
from articles.publishing.policy import Facts, Rule, by_specificity, evaluate
from articles.publishing.policy_sql import publishable, with_places, with_verdicts
from articles.publishing.run_scope import scoped_drafts

KEPT_SECONDS = 60
"""For so long counts are good while nothing changes: some verdicts depend on the time."""
_COLUMNS = ("rule_place", "quality", "rule_flags", "expires_at")

Tally = list[tuple[int | None, int | None, int, int, int]]
"""(place of the rule, quality, `RuleFlag`s, is expired, count): groups of drafts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A tally under rules with numbers: how many drafts have which reasons, and how many of each
    quality would go live or stay (None: unscored)."""

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
class Kinds:
    """Of what kind the drafts are that would go live: counts by provider's name, by topic's name
    (a draft counts for each of its topics) and by type; None and "" for none."""

    providers: Counter[str | None]
    topics: Counter[str | None]
    types: Counter[str | None]


def tally(rules: Sequence[Rule], scope: dict[str, Any]) -> Tally:
    """Return the drafts of a scope in groups; the same as last time while nothing has changed."""
    ordered = by_specificity(rules)
    scopes = [(rule.topic, rule.provider, rule.type) for rule in ordered]
    key = key_until_change("tally", scopes, scope)
    found: Tally | None = cache.get(key)
    if found is None:
        found = _counted(ordered, scope)
        cache.set(key, found, KEPT_SECONDS)
    return found


def key_until_change(*what: Any) -> str:
    """Return a name in the cache for counts, which is another one when anything has changed."""
    told = repr((what, _newest_change()))
    return f"counts:{sha256(told.encode()).hexdigest()}"


def judge_tally(found: Tally, rules: Sequence[Rule]) -> Judged:
    """Judge every group by the numbers of the rules, whose scopes are those of the tally."""
    ordered = by_specificity(rules)
    judged = Judged(Counter(), Counter(), Counter())
    for place, quality, kept, is_expired, count in found:
        rule = None if place is None else ordered[place]
        reasons = _reasons(quality, kept, bool(is_expired), rule)
        judged.verdicts[reasons] += count
        passes = reasons < FIRST_BLOCKING_REASON
        (judged.passing if passes else judged.kept)[quality] += count
    return judged


def kinds_of_passing(rules: Sequence[Rule], scope: dict[str, Any]) -> Kinds:
    """Return of what kind the drafts are that would go live; two passes over them."""
    passing: Any = publishable(with_verdicts(scoped_drafts(scope), rules)).order_by()
    by_topic = passing.values_list("topics__name").annotate(count=Count("pk"))
    kinds = Kinds(Counter(), Counter(dict(by_topic)), Counter())
    rows = passing.values_list("provider__name", "type").annotate(count=Count("pk"))
    for provider, type_, count in rows:
        kinds.providers[provider] += count
        kinds.types[type_] += count
    return kinds


def _counted(ordered: Sequence[Rule], scope: dict[str, Any]) -> Tally:
    """Rows are counted and no column: the primary key is in no index of PostgreSQL's by itself.
    They are grouped by columns as the index has them, so that nothing is sorted."""
    now = timezone.now()
    drafts: Any = with_places(scoped_drafts(scope), ordered).order_by()
    rows = drafts.values_list(*_COLUMNS).annotate(count=Count("*"))
    return [
        (place, quality, facts, int(expires_at is not None and expires_at <= now), count)
        for place, quality, facts, expires_at, count in rows
    ]


def _newest_change() -> Any:
    """What changes a verdict, or a count of articles, is an event of one, or an import (or its
    undoing)."""
    import_at = ImportRun.objects.order_by("-heartbeat").values("heartbeat")[:1]
    return Event.objects.order_by("-pk").values_list("pk", Subquery(import_at)).first()


@lru_cache(maxsize=20_000)
def _reasons(quality: int | None, kept: int, is_expired: bool, rule: Rule | None) -> int:
    """Pure, and asked for hundreds of groups each time that somebody looks."""
    return int(evaluate(_facts(quality, RuleFlag(kept), is_expired=is_expired), rule).reasons)


def _facts(quality: int | None, kept: RuleFlag, *, is_expired: bool) -> Facts:
    """A draft that stands for its group; one that is behind has a rival with an earlier name."""
    return Facts(
        name="b",
        quality=quality,
        is_held=RuleFlag.HELD in kept,
        is_scheduled=RuleFlag.SCHEDULED in kept,
        is_complete=RuleFlag.INCOMPLETE not in kept,
        is_expired=is_expired,
        related_count=int(RuleFlag.RELATED in kept),
        rival=(quality, "a") if RuleFlag.OUTRANKED in kept else (None, ""),
    )
