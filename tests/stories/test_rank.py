"""The order of a story, without a database."""

import pytest

from articles.stories.rank import outranks, rank, top_ranked


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], (None, "")),
        ([(None, "a")], (None, "")),
        ([(10, "a"), (20, "b")], (20, "b")),
        ([(20, "b"), (20, "a")], (20, "a")),
        ([(20, "b"), (20, "")], (20, "")),
        ([(None, "a"), (0, "b")], (0, "b")),
    ],
)
def test_top_ranked_returns_the_first_scored_item(links, expected):
    assert top_ranked(links) == expected


ORDER = [
    (50, "m", 51, "z", True),
    (50, "m", 49, "a", False),
    (50, "m", 50, "a", True),
    (50, "m", 50, "z", False),
    (50, "m", 50, "m", False),
    (50, "m", 50, "", True),
    (None, "m", 99, "a", False),
    (50, "m", None, "a", False),
    (0, "m", 0, "l", True),
]


@pytest.mark.parametrize(("quality", "name", "other_quality", "other_name", "outranked"), ORDER)
def test_outranks_compares_quality_then_name(quality, name, other_quality, other_name, outranked):
    assert outranks(other_quality, other_name, quality, name) == outranked


def test_rank_puts_unscored_items_last():
    items = [(None, "a"), (1, "b"), (2, "z"), (2, "c")]

    assert sorted(items, key=lambda item: rank(*item)) == [
        (2, "c"),
        (2, "z"),
        (1, "b"),
        (None, "a"),
    ]
