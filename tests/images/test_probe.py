"""What a picture's bytes really are, whatever their name says."""

from contextlib import suppress

import pytest

from articles.images.probe import MOST_BYTES, Facts, NotAPicture, inspect
from tests.images.pictures import of_two_pictures, picture, png_of_size, rotated

KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


@pytest.mark.parametrize(("kind", "ending"), KINDS.items())
def test_the_kinds_that_browsers_show_are_known_with_their_size(kind, ending):
    assert inspect(picture(kind)) == Facts(ending, 40, 30)


def test_a_turned_photograph_has_the_size_that_it_is_shown_in():
    assert inspect(rotated()) == Facts("jpg", 30, 40)


def test_a_telephone_s_jpeg_with_a_second_picture_is_a_jpeg():
    assert inspect(of_two_pictures()) == Facts("jpg", 40, 30)


NO_PICTURES = {
    "nothing": b"",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing with scripts": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "only the beginning of a name": b"\x89PNG\r\n\x1a\n",
    "zeroes": bytes(1000),
    "a kind that browsers do not show": picture("TIFF"),
    "a bitmap": picture("BMP"),
    "an icon": picture("ICO"),
    "PostScript, which a program would run": picture("EPS"),
}


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        inspect(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_picture_that_ends_too_early_is_broken(kind, share):
    data = picture(kind, size=(200, 150))

    with pytest.raises(NotAPicture):
        inspect(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_bytes_are_refused_or_shown_but_never_an_error_of_ours(kind):
    data = picture(kind)
    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(NotAPicture):
            assert inspect(damaged).width > 0


@pytest.mark.parametrize("side", [7_100, 10_000, 30_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_unpacked(side):
    with pytest.raises(NotAPicture):
        inspect(png_of_size(side, side))


def test_a_file_that_is_too_large_is_not_even_opened():
    with pytest.raises(NotAPicture, match="larger than 20 MB"):
        inspect(picture() + bytes(MOST_BYTES))
