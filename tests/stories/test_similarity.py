"""When two articles look like the same item."""

from datetime import timedelta

import pytest

from articles.stories.similarity import Comparable, Similarity, compare
from tests.factories import NOON

HERON = "https://tidewire.example/heron"
TITLE = "A heron reads the tide tables and is right twice a day"
SIGNS = [
    (TITLE, TITLE, 0, Similarity.SAME_TITLE),
    (TITLE, f"  {TITLE.upper()}!", 6, Similarity.SAME_TITLE),
    ("Café of the tides is open", "Cafe of the tides is open", 0, Similarity.SAME_TITLE),
    (TITLE, TITLE.replace("right", "rights"), 0, Similarity.NEAR_TITLE),
    (TITLE, f"{TITLE}: report", 0, Similarity.NEAR_TITLE),
    (TITLE, "And is right twice a day: a heron reads the tide tables", 0, Similarity.NEAR_TITLE),
    (TITLE, TITLE, 8, None),
    (TITLE, "The council closes the footbridge for the sake of terns", 0, None),
    ("Harbour report number 3 of 9", "Harbour report number 4 of 9", 0, None),
    ("Tide tables", "Tide table", 0, None),
    ("!!!", "???", 0, None),
]


@pytest.mark.parametrize(("one", "other", "days", "expected"), SIGNS)
def test_compare_titles(one, other, days, expected):
    later = NOON + timedelta(days=days)

    assert compare(Comparable(one, "", NOON), Comparable(other, "", later)) == expected
    assert compare(Comparable(other, "", later), Comparable(one, "", NOON)) == expected


def test_compare_same_address_precedes_title_at_any_time():
    late = Comparable(TITLE, f"{HERON}?utm_source=gull", NOON + timedelta(days=400))

    assert compare(Comparable(TITLE, HERON, NOON), late) == Similarity.SAME_ADDRESS


def test_compare_without_addresses_is_none():
    assert compare(Comparable("One", "", NOON), Comparable("Other", "", NOON)) is None
