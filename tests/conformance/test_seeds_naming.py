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


def test_of_1787_names_42_are_not_what_the_file_says_today() -> None:
    assert len(other_names()) == 42


def test_of_these_40_were_dated_a_day_later_before_their_time_was_corrected() -> None:
    redated = [(name, made) for name, made in other_names() if name[11:] == made[11:]]

    assert len(redated) == 40
    assert {days_between(made, name) for name, made in redated} == {1}


def test_the_others_are_a_title_that_grew_and_a_file_without_a_day() -> None:
    others = [(name, made) for name, made in other_names() if name[11:] != made[11:]]

    assert [name for name, _ in others if not name[:4].isdigit()] == [SINGLE_SEED.stem]
    assert [made.removeprefix(name) for name, made in others if name[:4].isdigit()] == ["-teams"]


def days_between(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
