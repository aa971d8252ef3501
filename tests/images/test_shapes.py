"""Crop around the focal point; never scale up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.shapes import LARGEST_SIDE, SHAPES, Shape, fit, same_ratio

BY_NAME = {shape.name: shape for shape in SHAPES}
CENTRE = (50, 50)


@pytest.mark.parametrize(
    ("name", "size", "focal", "box", "scaled"),
    [
        ("card", (1280, 720), CENTRE, (0, 0, 1280, 720), (640, 360)),
        ("square", (1280, 720), CENTRE, (280, 0, 1000, 720), (720, 720)),
        ("square", (1280, 720), (0, 50), (0, 0, 720, 720), (720, 720)),
        ("square", (1280, 720), (100, 50), (560, 0, 1280, 720), (720, 720)),
        ("classic", (1600, 1200), CENTRE, (0, 0, 1600, 1200), (1200, 900)),
        ("wide", (1000, 1000), (50, 80), (0, 437.5, 1000, 1000), (1000, 562)),
        ("hero", (3000, 6000), (10, 10), (0, 0, 3000, 6000), (1280, 2560)),
        ("hero", (300, 200), CENTRE, (0, 0, 300, 200), (300, 200)),
        ("social", (1, 1), CENTRE, (0, 0.2375, 1, 0.7625), (1, 1)),
    ],
)
def test_fit_returns_part_and_size(name, size, focal, box, scaled):
    found, result = fit(BY_NAME[name], size, focal)

    assert found == pytest.approx(box)
    assert result == scaled


sides = st.integers(1, 12_000)
percent = st.integers(0, 100)


@given(st.sampled_from(SHAPES), st.tuples(sides, sides), st.tuples(percent, percent))
def test_fit_stays_in_the_picture_and_never_enlarges(shape: Shape, size, focal):
    (left, top, right, bottom), scaled = fit(shape, size, focal)

    assert -1e-6 <= left < right <= size[0] + 1e-6
    assert -1e-6 <= top < bottom <= size[1] + 1e-6
    assert scaled[0] <= max(1, min(size[0], shape.width))
    assert scaled[1] <= max(1, min(size[1], shape.height or size[1]))


@given(st.tuples(st.integers(1, 40), st.integers(1, 40)), st.tuples(percent, percent))
def test_fit_shows_the_focal_point(size, focal):
    for shape in SHAPES:
        (left, top, right, bottom), _scaled = fit(shape, size, focal)

        assert left - 1e-6 <= size[0] * focal[0] / 100 <= right + 1e-6
        assert top - 1e-6 <= size[1] * focal[1] / 100 <= bottom + 1e-6


def test_same_ratio_names_the_choices_of_a_srcset():
    assert same_ratio("card") == ["list", "card", "wide"]
    assert same_ratio("hero") == ["hero-small", "hero"]
    assert same_ratio("social") == ["social"]


def test_no_shape_is_larger_than_what_is_decoded():
    assert max(max(shape.width, shape.height or 0) for shape in SHAPES) == LARGEST_SIDE
