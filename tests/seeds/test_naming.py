"""The name that a day and a title make."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.seeds.naming import LONGEST_SLUG, seed_name, slugify_title


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Harbour robots learn to moor ferries", "harbour-robots-learn-to-moor-ferries"),
        ("What\u2019s new: the “quiet” fog-horn?", "whats-new-the-quiet-fog-horn"),
        ("Café Zürich \u2013 Łódź naïve", "cafe-zurich-odz-naive"),
        ("Tide™ & Moor® 2.0", "tide-moor-20"),
        ("SharePoint/Fog Apps", "sharepointfog-apps"),
        ("  a  -  b -- c  ", "a-b-c"),
        ("½ price", "price"),
        ("İstanbul", "istanbul"),
        ("no\u00a0break", "nobreak"),
        ("東京", ""),
        ("", ""),
    ],
)
def test_slugify_title_keeps_letters_digits_and_hyphens(title: str, slug: str) -> None:
    assert slugify_title(title) == slug


def test_slugify_title_long_title_ends_at_word() -> None:
    title = "word " * 29 + "last"  # 149 characters as a slug

    assert slugify_title(title) == ("word-" * 29) + "last"
    assert slugify_title(title + " x") == ("word-" * 29) + "last"
    assert slugify_title("word " * 40) == "-".join(["word"] * 30)


def test_slugify_title_long_word_is_cut() -> None:
    assert slugify_title("x" * 400) == "x" * LONGEST_SLUG


def test_seed_name_has_utc_day() -> None:
    moment = datetime(2031, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert seed_name(moment, "Fog") == "2030-12-31-fog"


def test_seed_name_without_letters_is_day() -> None:
    assert seed_name(datetime(2031, 1, 1, tzinfo=UTC), "東京") == "2031-01-01"
