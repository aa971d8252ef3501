"""The histogram of drafts by quality."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.publishing.histogram import HEIGHT, MAX_BARS, MAX_TICKS, histogram

COUNTS = st.dictionaries(st.one_of(st.none(), st.integers(0, 1_000_000)), st.integers(1, 500))


@given(COUNTS, COUNTS, st.integers(0, 300), st.one_of(st.none(), st.integers(0, 300)))
def test_histogram_of_any_counts_has_every_scored_draft_in_a_bar(passing, kept, upper, lower):
    drawn = histogram(passing, kept, upper, lower)

    for counts, part in ((passing, "passing"), (kept, "kept")):
        scored = sum(count for quality, count in counts.items() if quality is not None)
        assert sum(getattr(bar, part) for bar in drawn.bars) == scored
    assert all(0 <= bar.passing_y <= bar.kept_y <= HEIGHT for bar in drawn.bars)
    assert drawn.bars[-1].x + drawn.step == drawn.top
    assert max(upper, lower or 0) < drawn.top
    assert len(drawn.bars) <= MAX_BARS
    assert len(drawn.ticks) <= MAX_TICKS


@pytest.mark.parametrize(
    ("passing", "top"),
    [({}, 100), ({240: 5}, 250), ({70: 10_000, 1_000_000: 2}, 100), ({70: 2, 900: 2}, 1000)],
)
def test_histogram_with_an_outlier_keeps_its_scale(passing, top):
    assert histogram(passing, {}, 70).top == top


def test_histogram_bar_label_states_range_and_counts():
    bars = histogram({70: 3, 71: 1}, {70: 2}, 70).bars

    labels = [bar.label for bar in bars if bar.passing]
    assert labels == ["Quality 70 to 71: 4 would be published, 2 not"]
    assert bars[-1].label.startswith("Quality 98 and more: 0")
