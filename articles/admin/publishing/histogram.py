"""The histogram of drafts by quality, as shapes for an SVG."""

from dataclasses import dataclass
from itertools import cycle

from articles.admin.base.charts import Counts, binned

MAX_TICKS = 8
MAX_BARS = 50
MIN_TOP = 100
HEIGHT = 100
_OUTLIERS = 0.002
"""The share of drafts beyond the last bar, so that outliers do not compress the scale."""


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """The drafts whose quality is `first` to `last` (None: and more), in units of the drawing.

    The passing part is drawn on top of the kept part.
    """

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
    def label(self) -> str:
        upper = f" to {self.last}" if self.last is not None else " and more"
        return f"Quality {self.first}{upper}: {self.passing} would be published, {self.kept} not"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of `step` qualities from 0 to `top`, which is also the width of the drawing.

    `ticks` are round numbers at equal distances; the first is 0.
    """

    bars: list[HistogramBar]
    top: int
    step: int
    ticks: list[int]


def histogram(passing: Counts, kept: Counts, *thresholds: int | None) -> Histogram:
    """Return the histogram of drafts by quality, wide enough for the thresholds.

    Unscored drafts (None) are left out.
    """
    needed = _top(passing, kept, *thresholds)
    tick = _tick(needed)
    count = -(-needed // tick)
    top, step = tick * count, tick // (10 if count * 10 <= MAX_BARS else 5)
    size = top // step
    ups, downs = binned(passing, step, size), binned(kept, step, size)
    highest = max((up + down for up, down in zip(ups, downs, strict=True)), default=0)
    bars = [
        _bar(place, step, up, down, highest or 1, is_last=place == size - 1)
        for place, (up, down) in enumerate(zip(ups, downs, strict=True))
    ]
    return Histogram(bars, top, step, list(range(0, top, tick)))


def _tick(top: int) -> int:
    """Return the smallest of 20, 50, 100, 200, ... that gives at most MAX_TICKS ticks."""
    tick, factors = 20, cycle((5 / 2, 2, 2))
    while top > MAX_TICKS * tick:
        tick = int(tick * next(factors))
    return tick


def _top(passing: Counts, kept: Counts, *thresholds: int | None) -> int:
    qualities = sorted(
        (quality, count) for counts in (passing, kept) for quality, count in counts.items()
        if quality is not None
    )  # fmt: skip
    spare = int(sum(count for _, count in qualities) * _OUTLIERS)
    while qualities and qualities[-1][1] <= spare:
        spare -= qualities.pop()[1]
    highest = qualities[-1][0] if qualities else 0
    return max(MIN_TOP, highest + 1, *((number or 0) + 1 for number in thresholds))


def _bar(
    place: int, step: int, passing: int, kept: int, highest: int, *, is_last: bool
) -> HistogramBar:
    up, down = round(HEIGHT * passing / highest, 2), round(HEIGHT * kept / highest, 2)
    return HistogramBar(
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
