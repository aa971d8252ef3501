"""The orders that a reviewer can pick, each as walks along an index.

    borderline   nearest to its bar first, then the hotter, then the fresher; unscored ones last
    newest       by the provider's time
    hottest      by heat; those without last
    story        newest story first, in a story the strongest first

Borderline goes outward from each bar in both directions at once: a bar is a threshold and the
articles that it is for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, TextChoices
from django.db.models.expressions import Combinable

from articles.db.functions import StoryLeadName
from articles.desk.thresholds import Bar, bars_of
from articles.desk.walks import Key, Walk
from articles.models import Status
from articles.publishing.policy import Rule

HEAT = Key("heat", nullable=True)
FRESHEST = (Key("published_at"), Key("pk"))
SCORED, UNSCORED = 0, 1
Walks = tuple[int, list[Walk]]
"""The stage that a place is in, and all walks."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in any order, in the queue or not. `bar` is the threshold in force
    for it, `story` its StoryLeadName."""

    pk: int
    title: str
    quality: int | None
    heat: int | None
    published_at: datetime
    story: str
    bar: int | None


class Order(TextChoices):
    """In which order drafts are reviewed."""

    BORDERLINE = "borderline", "Borderline first"
    NEWEST = "newest", "Newest first"
    HOTTEST = "hottest", "Hottest first"
    STORY = "story", "By story"


def walks_of(
    order: Order, rules: Sequence[Rule], place: Place | None = None, *, back: bool = False
) -> list[Walk]:
    """Return the walks of an order, from a place on (or `back`) where there is one."""
    makers = {
        Order.BORDERLINE: _borderline,
        Order.NEWEST: _newest,
        Order.HOTTEST: _hottest,
        Order.STORY: _story,
    }
    here, walks = makers[order](rules, place)
    if back:
        return [walk.turned() for walk in walks if walk.stage <= here]
    return [walk for walk in walks if walk.stage >= here]


def is_ranked(order: Order) -> bool:
    """Whether the walks of the order are put together by a rank that they count."""
    return order == Order.BORDERLINE


def _borderline(rules: Sequence[Rule], place: Place | None) -> Walks:
    bars, others = bars_of(rules)
    distance = None
    if place and place.quality is not None and place.bar is not None:
        distance = abs(place.quality - place.bar)
    sides = [
        Walk(
            bar.articles & side(bar),
            (key, HEAT, *FRESHEST),
            SCORED,
            rank(bar),
            (bar.threshold + sign * distance, *_heat_and_time(place))
            if place and distance is not None
            else None,
        )
        for bar in bars
        for side, key, rank, sign in _SIDES
    ]
    here = UNSCORED if place and distance is None else SCORED
    unscored = Walk(
        Q(quality__isnull=True) | others if others else Q(),
        (Key("quality", nullable=True), HEAT, *FRESHEST),
        UNSCORED,
        0 - F("quality"),
        (place.quality, *_heat_and_time(place)) if place and here == UNSCORED else None,
    )
    return here, [*sides, unscored]


_SIDES: tuple[tuple[Callable[[Bar], Q], Key, Callable[[Bar], Combinable], int], ...] = (
    (
        lambda bar: Q(quality__gte=bar.threshold),
        Key("quality", descending=False),
        lambda bar: F("quality") - bar.threshold,
        1,
    ),
    (
        lambda bar: Q(quality__lt=bar.threshold),
        Key("quality"),
        lambda bar: bar.threshold - F("quality"),
        -1,
    ),
)


def _newest(_rules: Sequence[Rule], place: Place | None) -> Walks:
    begin = (place.published_at, place.pk) if place else None
    return 0, [Walk(Q(status=Status.DRAFT), FRESHEST, begin=begin)]


def _hottest(_rules: Sequence[Rule], place: Place | None) -> Walks:
    here = UNSCORED if place and place.heat is None else SCORED
    begin = _heat_and_time(place) if place else None
    hot = (Key("heat"), *FRESHEST)
    return here, [
        Walk(Q(heat__isnull=False), hot, SCORED, begin=begin if here == SCORED else None),
        Walk(Q(heat__isnull=True), (HEAT, *FRESHEST), UNSCORED, begin=begin if here else None),
    ]


def _story(_rules: Sequence[Rule], place: Place | None) -> Walks:
    keys = (Key("story"), Key("quality", nullable=True), Key("pk"))
    begin = (place.story, place.quality, place.pk) if place else None
    return 0, [Walk(Q(), keys, begin=begin, aliases={"story": StoryLeadName()})]


def _heat_and_time(place: Place) -> tuple[Any, ...]:
    return place.heat, place.published_at, place.pk
