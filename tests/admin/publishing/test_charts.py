"""The histogram's shapes: every draft stands in one bar, and nothing leaves the drawing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.publishing.chart_scale import HEIGHT, MOST_BARS, MOST_TICKS, histogram

COUNTS = st.dictionaries(st.one_of(st.none(), st.integers(0, 1_000_000)), st.integers(1, 500))


@given(COUNTS, COUNTS, st.integers(0, 300), st.one_of(st.none(), st.integers(0, 300)))
def test_every_scored_draft_stands_in_one_bar_inside_the_drawing(passing, kept, upper, lower):
    drawn = histogram(passing, kept, upper, lower)

    for counts, part in ((passing, "passing"), (kept, "kept")):
        scored = sum(count for quality, count in counts.items() if quality is not None)
        assert sum(getattr(bar, part) for bar in drawn.bars) == scored
    assert all(0 <= bar.passing_y <= bar.kept_y <= HEIGHT for bar in drawn.bars)
    assert drawn.bars[-1].x + drawn.step == drawn.top
    assert max(upper, lower or 0) < drawn.top
    assert len(drawn.bars) <= MOST_BARS
    assert len(drawn.ticks) <= MOST_TICKS


@pytest.mark.parametrize(
    ("passing", "top"),
    [({}, 100), ({240: 5}, 250), ({70: 10_000, 1_000_000: 2}, 100), ({70: 2, 900: 2}, 1000)],
)
def test_a_freak_squeezes_no_others(passing, top):
    assert histogram(passing, {}, 70).top == top


def test_a_bar_says_what_it_stands_for():
    bars = histogram({70: 3, 71: 1}, {70: 2}, 70).bars

    told = [bar.words for bar in bars if bar.passing]
    assert told == ["Quality 70 to 71: 4 would go live, 2 stay"]
    assert bars[-1].words.startswith("Quality 98 and more: 0")
