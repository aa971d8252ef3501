"""Figures, held against their budgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, repetition by repetition.

    `values` are held against `budget` by their median; what they are is said by `unit`: ratios,
    seconds or MB. `cpu` are the same ratios by seconds of processor. `seconds` is the median
    time behind a ratio. A figure without a budget is only shown.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    budget: float | None = None
    cpu: tuple[float, ...] = ()
    seconds: float | None = None

    @property
    def value(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "within" if self.value <= self.budget else "OVER"


def table(title: str, figures: Sequence[Figure]) -> str:
    """Return the figures as text, one a line."""
    head = ("", "median", "lowest", "highest", "by CPU", "seconds", "budget", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = (
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join([title, *(line.rstrip() for line in lines)])


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        _shown(figure.value, figure.unit),
        _shown(min(figure.values), figure.unit),
        _shown(max(figure.values), figure.unit),
        _shown(median(figure.cpu), figure.unit) if figure.cpu else "",
        f"{figure.seconds:.2f} s" if figure.seconds is not None else "",
        _shown(figure.budget, figure.unit) if figure.budget is not None else "",
        figure.verdict,
    )


def _shown(value: float, unit: str) -> str:
    if unit == "times":
        return f"{value:.3f}"
    if unit == "s":
        return f"{value:.2f} s"
    return f"{value:.0f}" if unit == "queries" else f"{value:.0f} {unit}"
