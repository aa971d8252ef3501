"""The publishing policy: decide whether a rule publishes a draft. Pure: no Django, no database.

`policy_sql` computes the same for whole tables; a property test keeps both equal.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import IntFlag
from typing import Any


class Reason(IntFlag):
    """Why a draft is published or stays a draft. All flags from NOT_DRAFT on keep it a draft."""

    MEETS_THRESHOLD = 1
    CORROBORATED = 2
    RECOMMENDED = 4
    NOT_DRAFT = 8
    HELD = 16
    SCHEDULED = 32
    UNSCORED = 64
    BELOW_THRESHOLD = 128
    OUTRANKED = 256
    INCOMPLETE = 512
    NO_RULE = 1024
    EXPIRED = 2048
    MANUAL_ONLY = 4096
    NO_PICTURE = 8192


HIGHEST_THRESHOLD = 1_000_000
"""The highest quality that a seed may have (`seeds.limits`)."""
PASSING = Reason.MEETS_THRESHOLD | Reason.CORROBORATED | Reason.RECOMMENDED


@dataclass(frozen=True, slots=True)
class Rule:
    """A publishing rule. `topic` is a name and `provider` a domain; "" means any.

    Articles in the scope of a `manual_only` rule are never published by an automatic run.
    """

    name: str
    threshold: int
    corroborated_threshold: int | None = None
    recommended_threshold: int | None = None
    leads_only: bool = False
    topic: str = ""
    provider: str = ""
    type: str = ""
    version: int = 1
    manual_only: bool = False
    needs_picture: bool = False

    @property
    def specificity(self) -> tuple[int, bool, bool, bool]:
        """Sort key of the scope: the number of limits, then provider, topic, type."""
        limits = (bool(self.provider), bool(self.topic), bool(self.type))
        return (sum(limits), *limits)

    def threshold_for(self, quality: int | None, *, related: bool, recommended: bool) -> int:
        """Return the threshold that an article meets, or the lowest that it could have met."""
        if quality is not None and quality >= self.threshold:
            return self.threshold
        lowers = ((related, self.corroborated_threshold), (recommended, self.recommended_threshold))
        return min([self.threshold, *(n for applies, n in lowers if applies and n is not None)])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the policy needs to know of an article. `quality` is None if unscored."""

    quality: int | None
    is_draft: bool = True
    is_held: bool = False
    is_scheduled: bool = False
    is_complete: bool = True
    is_expired: bool = False
    has_related: bool = False
    is_recommended: bool = False
    is_outranked: bool = False
    has_picture: bool = False
    provider: str = ""
    topics: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one draft: the reasons, and the rule that was applied."""

    reasons: Reason
    rule: Rule | None

    @property
    def publishable(self) -> bool:
        return not self.reasons & ~PASSING


def rule_error(rule: Rule) -> str:
    """Return what is wrong with the thresholds of a rule, or ""."""
    if not 0 <= rule.threshold <= HIGHEST_THRESHOLD:
        return f"A threshold is a number from 0 to {HIGHEST_THRESHOLD}."
    for kind, lower in (
        ("corroborated", rule.corroborated_threshold),
        ("recommended", rule.recommended_threshold),
    ):
        if lower is not None and not 0 <= lower <= rule.threshold:
            return f"The threshold for {kind} items is a number from 0 to the threshold."
    return ""


def by_specificity(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules with the most specific first; the first one in scope applies."""
    return sorted(rules, key=lambda rule: rule.specificity, reverse=True)


def rule_for(facts: Facts, rules: Sequence[Rule]) -> Rule | None:
    """Return the most specific rule whose scope includes the article."""
    return next((rule for rule in by_specificity(rules) if in_scope(facts, rule)), None)


def in_scope(facts: Facts, rule: Rule) -> bool:
    return (
        rule.provider in {"", facts.provider}
        and rule.type in {"", facts.type}
        and (not rule.topic or rule.topic in facts.topics)
    )


def evaluate(facts: Facts, rule: Rule | None) -> Verdict:
    """Judge a draft by a rule. The verdict has all reasons, not only the first."""
    reasons = _state_reasons(facts)
    if rule is None:
        return Verdict(reasons | Reason.NO_RULE, None)
    reasons |= _score_reason(facts, rule)
    if rule.leads_only and facts.is_outranked:
        reasons |= Reason.OUTRANKED
    if rule.needs_picture and not facts.has_picture:
        reasons |= Reason.NO_PICTURE
    if rule.manual_only:
        reasons |= Reason.MANUAL_ONLY
    return Verdict(reasons, rule)


def _state_reasons(facts: Facts) -> Reason:
    reasons = Reason(0)
    for applies, reason in (
        (not facts.is_draft, Reason.NOT_DRAFT),
        (facts.is_held, Reason.HELD),
        (facts.is_scheduled, Reason.SCHEDULED),
        (not facts.is_complete, Reason.INCOMPLETE),
        (facts.is_expired, Reason.EXPIRED),
    ):
        if applies:
            reasons |= reason
    return reasons


def _score_reason(facts: Facts, rule: Rule) -> Reason:
    if facts.quality is None:
        return Reason.UNSCORED
    if facts.quality >= rule.threshold:
        return Reason.MEETS_THRESHOLD
    lower = rule.corroborated_threshold
    if lower is not None and facts.has_related and facts.quality >= lower:
        return Reason.CORROBORATED
    lower = rule.recommended_threshold
    if lower is not None and facts.is_recommended and facts.quality >= lower:
        return Reason.RECOMMENDED
    return Reason.BELOW_THRESHOLD
