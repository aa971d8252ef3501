"""The histogram of the drafts' quality, as shapes for an SVG. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle

MOST_TICKS = 8
MOST_BARS = 50
LEAST_TOP = 100
HEIGHT = 100
_OUTLIERS = 0.002
"""The share of drafts that may lie beyond the last bin, so that a freak squeezes no others."""

Counts = Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """The drafts from one quality up to the next bar's. Sizes are those of the drawing: the
    passing part stands on the kept one, both from the ground up."""

    x: float
    width: float
    first: int
    last: int | None
    passing: int
    kept: int
    passing_y: float
    passing_height: float
    kept_y: float
    kept_height: float

    @property
    def words(self) -> str:
        upper = f" to {self.last}" if self.last is not None else " and more"
        return f"Quality {self.first}{upper}: {self.passing} would go live, {self.kept} stay"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over qualities from 0 to `top`, which is also the drawing's width; its height is HEIGHT.

    A bar stands for `step` qualities. `ticks` are round ones at equal distances, the first is 0.
    """

    bars: list[Bar]
    top: int
    step: int
    ticks: list[int]


def histogram(passing: Counts, kept: Counts, *numbers: int | None) -> Histogram:
    """Return the bars for the counts by quality; unscored drafts are not among them.

    `numbers` are thresholds that have to have their place on the drawing.
    """
    needed = _top(passing, kept, *numbers)
    every = _tick(needed)
    count = -(-needed // every)
    top, step = every * count, every // (10 if count * 10 <= MOST_BARS else 5)
    last = top // step - 1
    ups, downs = _binned(passing, step, last), _binned(kept, step, last)
    highest = max((up + down for up, down in zip(ups, downs, strict=True)), default=0)
    bars = [
        _bar(place, step, up, down, highest or 1, is_last=place == last)
        for place, (up, down) in enumerate(zip(ups, downs, strict=True))
    ]
    return Histogram(bars, top, step, list(range(0, top, every)))


def _tick(top: int) -> int:
    """The smallest of 20, 50, 100, 200, ... that goes into the top few times."""
    tick, factors = 20, cycle((5 / 2, 2, 2))
    while top > MOST_TICKS * tick:
        tick = int(tick * next(factors))
    return tick


def _top(passing: Counts, kept: Counts, *numbers: int | None) -> int:
    qualities = sorted(
        (quality, count) for counts in (passing, kept) for quality, count in counts.items()
        if quality is not None
    )  # fmt: skip
    spare = int(sum(count for _, count in qualities) * _OUTLIERS)
    while qualities and qualities[-1][1] <= spare:
        spare -= qualities.pop()[1]
    highest = qualities[-1][0] if qualities else 0
    return max(LEAST_TOP, highest + 1, *((number or 0) + 1 for number in numbers))


def _binned(counts: Counts, step: int, last: int) -> list[int]:
    bins = [0] * (last + 1)
    for quality, count in counts.items():
        if quality is not None:
            bins[min(quality // step, last)] += count
    return bins


def _bar(place: int, step: int, passing: int, kept: int, highest: int, *, is_last: bool) -> Bar:
    up, down = round(HEIGHT * passing / highest, 2), round(HEIGHT * kept / highest, 2)
    return Bar(
        x=place * step,
        width=round(step * 0.86, 2),
        first=place * step,
        last=None if is_last else (place + 1) * step - 1,
        passing=passing,
        kept=kept,
        passing_y=round(HEIGHT - down - up, 2),
        passing_height=up,
        kept_y=round(HEIGHT - down, 2),
        kept_height=down,
    )
