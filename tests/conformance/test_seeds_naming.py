"""The names of the real files are what their day and title make, with known exceptions."""

from datetime import date
from pathlib import Path

import pytest

from articles.seeds.naming import seed_name
from articles.seeds.reader import read_article

from .sites import AI, AI_EARLIER, POWERAPPS, SINGLE_SEED, needs_sites

pytestmark = [needs_sites, pytest.mark.conformance]


def other_names() -> list[tuple[str, str]]:
    """Return the name and the made name of every file where the two differ."""
    paths = [
        *sorted(p for site in (POWERAPPS / "_news", AI, AI_EARLIER) for p in site.rglob("*.md"))
    ]
    assert len(paths) == 625 + 642 + 519
    named = [(path.stem, made_name(path)) for path in [*paths, SINGLE_SEED]]
    return [(name, made) for name, made in named if name != made]


def made_name(path: Path) -> str:
    record = read_article(path.name, path.read_bytes())
    return seed_name(record.published_at, record.title)


def test_seed_name_differs_for_42_of_1787_files() -> None:
    assert len(other_names()) == 42


def test_seed_name_differs_by_a_day_for_40_files() -> None:
    redated = [(name, made) for name, made in other_names() if name[11:] == made[11:]]

    assert len(redated) == 40
    assert {days_between(made, name) for name, made in redated} == {1}


def test_seed_name_differs_otherwise_for_two_files() -> None:
    others = [(name, made) for name, made in other_names() if name[11:] != made[11:]]

    assert [name for name, _ in others if not name[:4].isdigit()] == [SINGLE_SEED.stem]
    assert [made.removeprefix(name) for name, made in others if name[:4].isdigit()] == ["-teams"]


def days_between(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
