"""Conditions on articles and expressions over them, as the database computes them."""

from enum import IntFlag
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import LessThan

from articles.db.functions import CollateC, IsBlank

OUTRANKED = Q(quality__isnull=False) & (
    Q(top_related_quality__gt=F("quality"))
    | Q(
        LessThan(CollateC("top_related_name"), CollateC("name")),
        top_related_quality=F("quality"),
    )
)
"""The order of `articles.stories.rank` in SQL."""
UNSCORED = -(2**31)
"""The sort key of no quality or no heat: it comes last."""
FIRST_DISTANCE = -1
"""`Article.threshold_distance` of a recommended article: it comes first."""
NO_DISTANCE = 2_000_000
"""`Article.threshold_distance` without a score or a rule: larger than any distance."""
INCOMPLETE = Q(IsBlank("title")) | Q(web_url="", original_url="", body="")
"""No visible title, or nowhere to read the item."""


class RuleFlag(IntFlag):
    """What publishing rules look at besides quality and scope: the bits of `Article.rule_flags`."""

    HELD = 1
    SCHEDULED = 2
    INCOMPLETE = 4
    RELATED = 8
    OUTRANKED = 16
    RECOMMENDED = 32
    HAS_PICTURE = 64


_CONDITIONS = {
    RuleFlag.HELD: Q(held=True),
    RuleFlag.SCHEDULED: Q(scheduled_for__isnull=False),
    RuleFlag.INCOMPLETE: INCOMPLETE,
    RuleFlag.RELATED: Q(related_count__gt=0),
    RuleFlag.OUTRANKED: OUTRANKED,
    RuleFlag.RECOMMENDED: Q(recommended=True),
    RuleFlag.HAS_PICTURE: Q(lead_image__isnull=False),
}


def rule_flags() -> Any:
    """Return the expression of `Article.rule_flags`: the sum of the flags that hold."""
    whens = (
        Case(When(condition, then=Value(int(flag))), default=Value(0))
        for flag, condition in _CONDITIONS.items()
    )
    return reduce(add, whens)
