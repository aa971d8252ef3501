"""Small bar charts, as shapes for an SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from articles.models import Article

QUALITY_STEP = 10
HIGHEST_QUALITY = 200
"""Higher qualities count for the last bar; they are rare."""
QUALITY_HEIGHT = 40
CACHE_SECONDS = 60
"""Counting a million articles takes a tenth of a second, so the chart is cached."""

Counts = Mapping[int | None, int]
"""Numbers of articles by quality; None: unscored."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What is counted, how many there are, and the shape in units of the drawing."""

    label: Any
    count: int
    x: int
    y: int
    height: int


def bars(counts: Sequence[tuple[Any, int]], *, step: int, height: int) -> list[Bar]:
    """Return a bar for each label and count, `step` apart; the highest fills the height."""
    highest = max(count for _, count in counts) or 1
    smallest = max(1, height // 50)
    made = []
    for place, (label, count) in enumerate(counts):
        size = max(round(height * count / highest), smallest) if count else 0
        made.append(Bar(label, count, place * step, height - size, size))
    return made


def binned(counts: Counts, step: int, size: int) -> list[int]:
    """Count by steps of quality; the last place includes all higher ones."""
    bins = [0] * size
    for quality, count in counts.items():
        if quality is not None:
            bins[min(quality // step, size - 1)] += count
    return bins


def quality_bars(status: str) -> list[Bar]:
    """Return the chart of the articles in a status, "" for all; empty if nothing is scored."""
    key = f"admin:quality-bars:{status}"
    return cache.get_or_set(key, lambda: _quality_bars(status), CACHE_SECONDS) or []


def _quality_bars(status: str) -> list[Bar]:
    articles = Article.objects.filter(quality__isnull=False).order_by()
    if status:
        articles = articles.filter(status=status)
    rows = articles.values_list("quality").annotate(number=Count("*"))
    counts = binned(dict(rows), QUALITY_STEP, HIGHEST_QUALITY // QUALITY_STEP)
    if not any(counts):
        return []
    firsts = range(0, HIGHEST_QUALITY, QUALITY_STEP)
    labels = [f"{first} to {first + QUALITY_STEP - 1}" for first in firsts]
    labels[-1] = f"{firsts[-1]} or more"
    return bars([*zip(labels, counts, strict=True)], step=QUALITY_STEP, height=QUALITY_HEIGHT)
