"""The right pixels of every kind of picture: upright, sRGB, one frame."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from articles.images.decode import decode
from tests.images.pictures import bytes_of, deep_png, near, picture
from tests.images.profiles import display_p3, only_grey_ink

SIZE = (40, 30)
RED = (255, 0, 0)


def pixels_of(data: bytes) -> Image.Image:
    return decode(data, least=1000).pixels


def colour_of(data: bytes) -> tuple[int, ...]:
    pixel = pixels_of(data).getpixel((20, 15))
    assert isinstance(pixel, tuple)
    return pixel


def clear_palette() -> bytes:
    """A palette of red and blue, of which red is transparent; the picture is red."""
    image = Image.new("P", SIZE, 0)
    image.putpalette([*RED, 0, 0, 255])
    return bytes_of(image, transparency=0)


def frames(kind: str) -> bytes:
    first, second = Image.new("RGB", SIZE, "red"), Image.new("RGB", SIZE, "blue")
    return bytes_of(first, kind, save_all=True, append_images=[second], duration=100)


PICTURES = {
    "grey": (bytes_of(Image.new("L", SIZE, 100)), (100, 100, 100)),
    "grey, half transparent": (bytes_of(Image.new("LA", SIZE, (100, 128))), (100, 100, 100, 128)),
    "1 bit": (bytes_of(Image.new("1", SIZE, 1)), (255, 255, 255)),
    "16 bits of grey": (bytes_of(Image.new("I;16", SIZE, 0x8000)), (128, 128, 128)),
    "16 bits of colour": (deep_png(*SIZE, (0xFFFF, 0x8000, 0)), (255, 128, 0)),
    "RGB": (bytes_of(Image.new("RGB", SIZE, "red")), RED),
    "RGBA, opaque": (bytes_of(Image.new("RGBA", SIZE, "red")), RED),
    "RGBA, half transparent": (bytes_of(Image.new("RGBA", SIZE, (*RED, 128))), (*RED, 128)),
    "a palette": (bytes_of(Image.new("RGB", SIZE, "red").quantize()), RED),
    "a palette with a clear colour": (clear_palette(), (*RED, 0)),
    "RGB with a clear colour": (
        bytes_of(Image.new("RGB", SIZE, "red"), transparency=RED),
        (*RED, 0),
    ),
    "CMYK": (bytes_of(Image.new("CMYK", SIZE, (0, 255, 255, 0)), "JPEG"), RED),
    "an animated GIF": (frames("GIF"), RED),
    "an animated WebP": (frames("WEBP"), RED),
    "an animated PNG": (frames("PNG"), RED),
    "an animated AVIF": (frames("AVIF"), RED),
}


@pytest.mark.parametrize(("data", "colour"), PICTURES.values(), ids=PICTURES)
def test_decode_returns_the_colour_that_browsers_show(data, colour):
    found = colour_of(data)

    assert len(found) == len(colour)
    assert near(found, colour, 4)


PROFILES = {
    "Display P3": (Image.new("RGB", SIZE, (200, 100, 50)), display_p3(), (215, 93, 31)),
    "Display P3, transparent": (
        Image.new("RGBA", SIZE, (200, 100, 50, 128)),
        display_p3(),
        (215, 93, 31, 128),
    ),
    "a press": (Image.new("CMYK", SIZE, (255, 0, 0, 0)), only_grey_ink(), (119, 119, 119)),
    "a broken one": (Image.new("RGB", SIZE, (200, 100, 50)), b"no profile", (200, 100, 50)),
    "half of one": (Image.new("RGB", SIZE, (200, 100, 50)), display_p3()[:300], (200, 100, 50)),
    "one for a press": (Image.new("RGB", SIZE, (200, 100, 50)), only_grey_ink(), (200, 100, 50)),
    "RGB for CMYK": (Image.new("CMYK", SIZE, (0, 255, 255, 0)), display_p3(), RED),
    "RGB for grey": (Image.new("L", SIZE, 100), display_p3(), (100, 100, 100)),
}


@pytest.mark.parametrize(("image", "profile", "colour"), PROFILES.values(), ids=PROFILES)
def test_decode_converts_to_srgb(image, profile, colour):
    kind = "JPEG" if image.mode == "CMYK" else "PNG"

    assert near(colour_of(bytes_of(image, kind, icc_profile=profile)), colour, 3)


TURNS: dict[int, tuple[Image.Transpose, ...]] = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.ROTATE_90, Image.Transpose.FLIP_TOP_BOTTOM),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT),
    8: (Image.Transpose.ROTATE_270,),
}
"""How an upright picture is turned, so that this EXIF orientation turns it back."""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(("orientation", "turns"), TURNS.items())
def test_decode_turns_the_picture_upright(kind, orientation, turns):
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 32, 16))
    upright.paste("blue", (32, 16, 64, 32))
    stored = upright
    for turn in turns:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation

    decoded = decode(bytes_of(stored, kind, exif=exif), least=1000)

    assert (decoded.width, decoded.height) == decoded.pixels.size == (64, 32)
    for place in [(8, 8), (56, 8), (8, 24), (56, 24)]:
        assert near(decoded.pixels.getpixel(place), upright.getpixel(place), 30), place


def test_decode_orientation_that_is_no_number_is_upright():
    infinite = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIf", 1, 0x0112, 11, 1, float("inf"))
    data = bytes_of(Image.new("RGB", (9, 6)), "JPEG", exif=infinite + bytes(4))
    assert decode(data, least=1000).width == 9


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_decode_unknown_orientation_is_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation

    assert pixels_of(picture("JPEG", exif=exif)).size == (40, 30)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_decode_broken_exif_is_upright():
    assert pixels_of(picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")).size == (40, 30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_decode_large_picture_is_scaled_down_to_what_is_needed(kind):
    decoded = decode(picture(kind, (1600, 1000)), least=200)

    assert (decoded.width, decoded.height) == (1600, 1000)
    assert decoded.pixels.height >= 200
    assert decoded.pixels.width <= 800


def test_decode_reads_the_first_picture_of_a_telephone():
    second = Image.new("RGB", SIZE, "blue")
    first = Image.new("RGB", SIZE, "red")
    out = BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])

    assert near(colour_of(out.getvalue()), RED, 4)
