"""Refuse what is no picture, is broken, or would cost too much; nothing else is raised."""

import gzip
import struct
import warnings
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.decode import MAX_BYTES, MAX_PIXELS, MAX_SIDE, RefusedImage, decode
from articles.images.inspect import inspect_image
from articles.images.render import render_all
from tests.images.pictures import picture, png_of_size

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PAGE = b"<!doctype html><script>alert(1)</script>"
NO_PICTURES = {
    "nothing": b"",
    "a page": PAGE,
    "a page before a picture": PAGE + picture("JPEG"),
    "a drawing with scripts": SVG,
    "a packed drawing": gzip.compress(SVG),
    "only the beginning of a name": b"\x89PNG\r\n\x1a\n",
    "zeroes": bytes(1000),
    "a document": b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n",
    "a zip": b"PK\x05\x06" + bytes(18),
    "a video": b"\0\0\0\x18ftypmp42" + bytes(100),
    "PostScript, which a program would run": picture("EPS"),
    "a script that begins like a GIF": b"GIF89a/*\0\x0c\0\0\0*/=1;alert(1)//;",
    **{f"a picture as {kind}": picture(kind) for kind in ("TIFF", "BMP", "ICO", "PPM", "TGA")},
}


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES)
def test_inspect_image_other_bytes_are_refused(data):
    with pytest.raises(RefusedImage):
        inspect_image(data)


@pytest.mark.parametrize("kind", KINDS)
def test_inspect_image_truncated_at_any_length_is_refused(kind):
    """A file may only lack an end mark after its last pixel."""
    data = picture(kind, (50, 40))
    whole = decode(data, least=1000).pixels.tobytes()
    for length in range(0, len(data), max(1, len(data) // 200)):
        with suppress(RefusedImage):
            assert decode(data[:length], least=1000).pixels.tobytes() == whole
            assert length >= len(data) - 20


@pytest.mark.parametrize("kind", KINDS)
def test_inspect_image_damaged_bytes_raise_no_other_error(kind):
    data = picture(kind)
    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(RefusedImage):
            assert inspect_image(damaged).width > 0


BEGINNINGS = [picture(kind)[:length] for kind in KINDS for length in (4, 12, 40)]


@given(st.sampled_from([b"", *BEGINNINGS]), st.binary(max_size=300))
def test_inspect_image_random_bytes_raise_no_other_error(beginning, data):
    with suppress(RefusedImage):
        assert inspect_image(beginning + data).width > 0


@given(st.sampled_from(list(KINDS)), st.data())
def test_inspect_image_overwritten_bytes_raise_no_other_error(kind, given_data):
    data = picture(kind)
    place = given_data.draw(st.integers(0, len(data)))
    garbage = given_data.draw(st.binary(max_size=20))
    with suppress(RefusedImage):
        assert inspect_image(data[:place] + garbage + data[place + len(garbage) :]).width > 0


def gif_of_size(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + picture("GIF")[10:]


def webp_of_size(width: int, height: int) -> bytes:
    data = bytearray(picture("WEBP", lossless=True))
    bits = struct.unpack("<I", data[21:25])[0] >> 28 << 28 | height - 1 << 14 | width - 1
    data[21:25] = struct.pack("<I", bits)
    return bytes(data)


def jpeg_of_size(width: int, height: int) -> bytes:
    data = bytearray(picture("JPEG"))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


BOMBS = {
    "PNG": png_of_size(6_400, 6_400),
    "PNG of a gigapixel": png_of_size(30_000, 30_000),
    "PNG, as large as a header can say": png_of_size(2**31 - 1, 2**31 - 1),
    "PNG with a long side": png_of_size(12_001, 1),
    "GIF": gif_of_size(65_535, 65_535),
    "WebP": webp_of_size(16_000, 16_000),
    "JPEG": jpeg_of_size(65_000, 65_000),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_inspect_image_decompression_bomb_is_refused_by_its_header(data):
    """These files have few pixels or none: one that was decoded would be called broken."""
    with pytest.raises(RefusedImage, match=r"^The picture is too large"):
        inspect_image(data)


def test_inspect_image_bomb_in_a_text_is_refused():
    text = zlib.compress(bytes(100_000_000))
    bomb = png_of_size(40, 30).replace(b"IDAT", b"zTXta\0\0" + text, 1)

    with pytest.raises(RefusedImage):
        inspect_image(bomb)


def test_inspect_image_jpeg_of_many_scans_is_refused():
    data = picture("JPEG", (400, 300), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]

    with pytest.raises(RefusedImage, match="too costly"):
        inspect_image(data[:-2] + 200 * last + b"\xff\xd9")


ZERO = {
    "PNG": png_of_size(0, 0),
    "PNG without height": png_of_size(40, 0),
    "GIF": gif_of_size(0, 0)[:13] + b"\x2c" + bytes(8) + b"\0\x02\0;",
    "JPEG": jpeg_of_size(0, 0),
    "JPEG without height": jpeg_of_size(40, 0),
}


@pytest.mark.parametrize("data", ZERO.values(), ids=ZERO)
def test_inspect_image_without_pixels_is_refused(data):
    with pytest.raises(RefusedImage):
        inspect_image(data)


def test_inspect_image_largest_picture_is_accepted():
    facts = inspect_image(picture("JPEG", (MAX_SIDE, MAX_PIXELS // MAX_SIDE)))

    assert (facts.width, facts.height) == (12_000, 3_333)


def test_inspect_image_large_file_is_refused():
    with pytest.raises(RefusedImage, match="larger than 10 MB"):
        inspect_image(picture() + bytes(MAX_BYTES))


POLYGLOTS = {
    "JPEG and page": picture("JPEG") + PAGE,
    "JPEG with a page as comment": picture("JPEG", comment=PAGE),
    "GIF and script": picture("GIF") + b'/*";alert(1)//*/',
    "PNG and zip": picture("PNG") + b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize("data", POLYGLOTS.values(), ids=POLYGLOTS)
def test_renditions_of_a_polyglot_are_only_pictures(data):
    """The picture is accepted for what it is; pages show files that hold nothing else."""
    assert inspect_image(data).width == 40
    for rendered in render_all(data, (50, 50)):
        assert not any(mark in rendered.data for mark in (b"alert", b"<script", b"PK\x05\x06"))


def test_inspect_image_keeps_warning_filters(monkeypatch):
    monkeypatch.setattr(warnings, "catch_warnings", lambda: pytest.fail("process-wide state"))

    assert inspect_image(picture()).width == 40
