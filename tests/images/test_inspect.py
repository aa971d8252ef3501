"""Refuse what is no picture, and measure what is one."""

import warnings
from contextlib import suppress

import pytest

from articles.images.decode import MAX_BYTES, RefusedImage
from articles.images.inspect import inspect_image
from tests.images.pictures import of_two_pictures, picture, png_of_size, rotated

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
def test_inspect_other_bytes_are_refused(data):
    with pytest.raises(RefusedImage):
        inspect_image(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_inspect_truncated_picture_is_refused(kind, share):
    data = picture(kind, size=(200, 150))

    with pytest.raises(RefusedImage):
        inspect_image(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", KINDS)
def test_inspect_damaged_bytes_raise_no_other_error(kind):
    data = picture(kind)
    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(RefusedImage):
            assert inspect_image(damaged).width > 0


@pytest.mark.parametrize("side", [6_400, 10_000, 30_000, 2**31 - 1])
def test_inspect_decompression_bomb_is_refused(side):
    with pytest.raises(RefusedImage, match=r"^The picture is too large"):
        inspect_image(png_of_size(side, side))


def test_inspect_large_file_is_refused():
    with pytest.raises(RefusedImage, match="larger than 10 MB"):
        inspect_image(picture() + bytes(MAX_BYTES))


def test_inspect_keeps_warning_filters(monkeypatch):
    monkeypatch.setattr(warnings, "catch_warnings", lambda: pytest.fail("process-wide state"))

    assert inspect_image(picture()).width == 40
