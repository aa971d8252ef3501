"""Orders of the queue as walks along indexes.

An order is one or more *walks*. Each walk goes along an index from a place in it and stops after
a few drafts; the database puts the few of all walks into one order. Nothing is ever sorted but
what the walks brought, so that the queue costs the same with ten drafts and with a million.

A place is an article: the values of its keys say where it stands, whether it is still in the
queue or not. So nothing slips while others decide, and an address needs no more than a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BooleanField, Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from articles.db.functions import NoIndex
from articles.models import ArticleQuerySet

NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Key:
    """A column that a walk goes along. Where it is nullable, nulls come last."""

    name: str
    descending: bool = True
    nullable: bool = False
    reversed: bool = False

    def turned(self) -> "Key":
        """The same key on the way back."""
        return replace(self, descending=not self.descending, reversed=not self.reversed)

    def order(self, *, is_searched: bool = True) -> Any:
        column = F(self.name) if is_searched else NoIndex(self.name)
        if not self.nullable:
            return column.desc() if self.descending else column.asc()
        nulls: dict[str, Any] = {"nulls_first" if self.reversed else "nulls_last": True}
        return column.desc(**nulls) if self.descending else column.asc(**nulls)

    def beyond(self, value: Any) -> Q:
        """What comes after a value."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.reversed else NOTHING
        after = Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})
        return after | Q(**{f"{self.name}__isnull": True}) if self._ends_in_nulls else after

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def from_on(self, value: Any) -> Q:
        """What the walk can begin with: a range of the index."""
        if value is None or self._ends_in_nulls:
            return Q()
        return Q(**{f"{self.name}__{'lte' if self.descending else 'gte'}": value})

    @property
    def _ends_in_nulls(self) -> bool:
        return self.nullable and not self.reversed


def beyond(keys: Sequence[Key], values: Sequence[Any], *, inclusive: bool) -> Q:
    """Return the condition of what stands after a place, with the place itself if `inclusive`."""
    condition = keys[-1].beyond(values[-1])
    if inclusive:
        condition |= keys[-1].same(values[-1])
    for key, value in reversed(list(zip(keys[:-1], values[:-1], strict=True))):
        condition = key.beyond(value) | (key.same(value) & condition)
    return keys[0].from_on(values[0]) & condition


@dataclass(frozen=True, slots=True)
class Walk:
    """One way along an index: over which articles, by which keys.

    `stage` says which walks come first; walks of one stage are put in order by `keys`, in which
    `rank` may stand for the first of them. `begin` are the values of the keys to begin at, None to
    begin at the beginning.
    """

    condition: Q
    keys: tuple[Key, ...]
    stage: int = 0
    rank: Combinable | None = None
    begin: tuple[Any, ...] | None = None
    aliases: Mapping[str, Any] = field(default_factory=dict)
    is_closed: bool = False
    """Whether the walk's own conditions are to be checked but not searched by: what it goes along
    is narrowed by something that has a better index."""

    def turned(self) -> "Walk":
        """The same walk, backwards."""
        return replace(self, keys=tuple(key.turned() for key in self.keys), stage=-self.stage)

    def reach(self, *, inclusive: bool) -> Q:
        """Return the condition of what the walk comes to."""
        if self.begin is None:
            return self.condition
        return self.condition & beyond(self.keys, self.begin, inclusive=inclusive)

    @property
    def place(self) -> Combinable:
        """What stands for the first key where rows of several walks are put together."""
        return self.rank or F(self.keys[0].name)

    def rows(self, articles: ArticleQuerySet, size: int, *, inclusive: bool) -> QuerySet[Any, Any]:
        """Return the first few rows: the stage, the rank or first key, the other keys."""
        condition = self.reach(inclusive=inclusive)
        if self.is_closed and condition:
            condition = Q(_closed(condition))
        found = articles.alias(**self.aliases).filter(condition)
        stage = Value(self.stage, output_field=IntegerField())
        found = found.annotate(stage=stage, rank=self.place)
        names = [key.name for key in self.keys[1:]]
        ordered = found.order_by(
            self.keys[0].order(is_searched=not self.is_closed),
            *[key.order() for key in self.keys[1:]],
        )
        return ordered.values_list("stage", "rank", *names)[:size]


def _closed(condition: Q) -> Case:
    """Say a condition as one expression that no planner takes anything out of."""
    is_met = When(condition, then=Value(True))
    return Case(is_met, default=Value(False), output_field=BooleanField())


def directions(keys: Sequence[Key], *, ranked: bool, first: int = 1) -> str:
    """Return the ORDER BY by which the rows of walks are put together; `first` is the place of
    their first column.

    Where walks are `ranked` the nearest comes first, on the way back last.
    """
    parts = [f"{first} ASC"]
    for place, key in enumerate(keys, start=first + 1):
        descending = key.reversed if ranked and key is keys[0] else key.descending
        nulls = "FIRST" if key.reversed else "LAST"
        parts.append(f"{place} {'DESC' if descending else 'ASC'} NULLS {nulls}")
    return ", ".join(parts)
