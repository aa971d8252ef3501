"""Measure what choosing and showing a picture need."""

import pytest
from PIL import Image, ImageDraw

from articles.images.inspect import inspect_image
from tests.images.pictures import bytes_of, of_two_pictures, picture, rotated

KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


@pytest.mark.parametrize(("kind", "ending"), KINDS.items())
def test_inspect_returns_suffix_and_size_of_each_format(kind, ending):
    facts = inspect_image(picture(kind))

    assert (facts.format, facts.suffix) == (kind.lower(), ending)
    assert (facts.width, facts.height) == (40, 30)


def test_inspect_rotated_picture_returns_displayed_size():
    facts = inspect_image(rotated())

    assert (facts.width, facts.height) == (30, 40)


def test_inspect_jpeg_with_second_picture_is_jpeg():
    assert inspect_image(of_two_pictures()).format == "jpeg"


def drawn(size=(640, 400), place=(320, 200)) -> Image.Image:
    """A red disc on grey."""
    image = Image.new("RGB", size, (120, 130, 140))
    x, y = place
    ImageDraw.Draw(image).ellipse((x - 60, y - 60, x + 60, y + 60), "red")
    return image


def test_dhash_is_near_for_the_same_picture_and_far_for_another():
    one = inspect_image(bytes_of(drawn()))
    again = inspect_image(bytes_of(drawn().resize((320, 200)), "JPEG", quality=60))
    other = inspect_image(bytes_of(drawn(place=(100, 300))))

    assert (one.dhash ^ again.dhash).bit_count() <= 3
    assert (one.dhash ^ other.dhash).bit_count() > 3
    assert -(2**63) <= one.dhash < 2**63


def test_dhash_of_falling_brightness_is_all_bits():
    falling = Image.linear_gradient("L").rotate(90)

    assert inspect_image(bytes_of(falling.rotate(180))).dhash == -1
    assert inspect_image(bytes_of(falling)).dhash == 0


def test_entropy_of_a_flat_picture_is_under_2():
    flat = Image.new("RGB", (300, 200), "navy")
    flat.paste("white", (100, 50, 200, 150))

    assert inspect_image(bytes_of(flat)).entropy < 2
    assert inspect_image(bytes_of(Image.effect_noise((300, 200), 60))).entropy > 4


def test_sketch_has_the_colours_of_each_part():
    image = Image.new("RGB", (400, 300), "white")
    image.paste("red", (0, 0, 100, 100))
    image.paste("blue", (300, 200, 400, 300))

    sketch = inspect_image(bytes_of(image)).sketch

    assert (sketch[:6], sketch[-6:], len(sketch)) == ("ff0000", "0000ff", 72)


@pytest.mark.parametrize("place", [(100, 100), (320, 200), (560, 330)])
def test_focal_point_is_where_the_picture_has_edges_and_colour(place):
    facts = inspect_image(bytes_of(drawn(place=place)))

    assert facts.focal_x == pytest.approx(100 * place[0] / 640, abs=6)
    assert facts.focal_y == pytest.approx(100 * place[1] / 400, abs=6)


def test_focal_point_of_one_colour_is_the_middle():
    facts = inspect_image(bytes_of(Image.new("RGB", (64, 48), "grey")))

    assert (facts.focal_x, facts.focal_y) == (50, 50)
