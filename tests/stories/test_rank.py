"""The order of a story, without a database."""

import pytest

from articles.stories.rank import outranks, rank, top_ranked
from tests.stories.order_cases import ORDER


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
