"""Read format and size from a picture's bytes."""

import warnings
from contextlib import suppress

import pytest

from articles.images.probe import MAX_BYTES, ImageInfo, NotAPicture, probe
from tests.images.pictures import of_two_pictures, picture, png_of_size, rotated

KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


@pytest.mark.parametrize(("kind", "ending"), KINDS.items())
def test_probe_returns_suffix_and_size_of_each_format(kind, ending):
    assert probe(picture(kind)) == ImageInfo(ending, 40, 30)


def test_probe_rotated_picture_returns_displayed_size():
    assert probe(rotated()) == ImageInfo("jpg", 30, 40)


def test_probe_jpeg_with_second_picture_is_jpeg():
    assert probe(of_two_pictures()) == ImageInfo("jpg", 40, 30)


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
def test_probe_other_bytes_are_refused(data):
    with pytest.raises(NotAPicture):
        probe(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_probe_truncated_picture_is_refused(kind, share):
    data = picture(kind, size=(200, 150))

    with pytest.raises(NotAPicture):
        probe(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", KINDS)
def test_probe_damaged_bytes_raise_no_other_error(kind):
    data = picture(kind)
    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(NotAPicture):
            assert probe(damaged).width > 0


@pytest.mark.parametrize("side", [7_100, 10_000, 30_000, 2**31 - 1])
def test_probe_decompression_bomb_is_refused(side):
    with pytest.raises(NotAPicture, match=r"^The picture is too large"):
        probe(png_of_size(side, side))


def test_probe_large_file_is_refused():
    with pytest.raises(NotAPicture, match="larger than 20 MB"):
        probe(picture() + bytes(MAX_BYTES))


def test_probe_keeps_warning_filters(monkeypatch):
    monkeypatch.setattr(warnings, "catch_warnings", lambda: pytest.fail("process-wide state"))

    assert probe(picture()).width == 40
