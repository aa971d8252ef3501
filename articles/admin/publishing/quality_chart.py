"""How many articles of a status have which quality, as the bars of a small chart."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from articles.models import Article

STEP = 10
TOP = 200
"""What is above stands with the last bar: real qualities hardly go further."""
KEPT_SECONDS = 60
"""To count a million from the index takes a tenth of a second: once a minute is enough."""
HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of a step of the quality. `x`, `y` and `height` are places in the chart."""

    first: int
    last: int | None
    count: int
    x: int
    y: int
    height: int


def bars_of(status: str) -> list[Bar]:
    """Return the bars for a status, "" for all; none where nothing is scored."""
    return cache.get_or_set(f"desk:bars:{status}", lambda: _bars(status), KEPT_SECONDS) or []


def _bars(status: str) -> list[Bar]:
    articles: Any = Article.objects.filter(quality__isnull=False)
    if status:
        articles = articles.filter(status=status)
    counts = [0] * (TOP // STEP)
    rows = articles.order_by().values_list("quality").annotate(number=Count("*"))
    for quality, number in rows:
        counts[min(quality // STEP, len(counts) - 1)] += number
    most = max(counts)
    if not most:
        return []
    return [_bar(place, count, most, is_last=place == len(counts) - 1)
            for place, count in enumerate(counts)]  # fmt: skip


def _bar(place: int, count: int, most: int, *, is_last: bool) -> Bar:
    height = max(round(HEIGHT * count / most), 1 if count else 0)
    last = None if is_last else (place + 1) * STEP - 1
    return Bar(place * STEP, last, count, place * STEP, HEIGHT - height, height)
