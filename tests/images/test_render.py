"""Renditions have the right size, format and pixels, and no metadata."""

from io import BytesIO

import pytest
from PIL import Image

from articles.images.decode import RefusedImage
from articles.images.render import FORMATS, Rendered, render_all
from articles.images.shapes import SHAPES
from tests.images.pictures import bytes_of, near, picture, rotated

CENTRE = (50, 50)


def rendered(data: bytes, focal=CENTRE) -> dict[tuple[str, str], Rendered]:
    return {(one.shape.name, one.format): one for one in render_all(data, focal)}


def opened(one: Rendered) -> Image.Image:
    return Image.open(BytesIO(one.data))


def test_render_all_makes_each_shape_in_each_format():
    made = rendered(picture("JPEG", (1500, 1000)))

    assert {*made} == {(shape.name, name) for shape in SHAPES for name in FORMATS}
    for one in made.values():
        image = opened(one)
        assert image.format == one.format.upper()
        assert image.size == (one.width, one.height)
    assert (made["social", "avif"].width, made["social", "avif"].height) == (1200, 630)
    assert (made["square", "jpeg"].width, made["square", "jpeg"].height) == (1000, 1000)


def test_render_all_small_picture_is_not_enlarged():
    for one in rendered(picture("PNG", (200, 100))).values():
        assert one.width <= 200
        assert one.height <= 100


def test_render_all_shapes_that_come_out_alike_share_their_bytes():
    made = rendered(picture("JPEG", (1280, 720)))

    assert made["hero", "avif"].data is made["wide", "avif"].data
    assert made["hero-small", "jpeg"].data is made["card", "jpeg"].data


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("focal", "colour"), [((0, 50), "red"), ((100, 50), "blue")])
def test_render_all_crops_around_the_focal_point(name, focal, colour):
    wide = Image.new("RGB", (400, 100), "red")
    wide.paste("blue", (200, 0, 400, 100))

    square = opened(rendered(bytes_of(wide), focal)["square", name]).convert("RGB")

    assert square.size == (100, 100)
    assert near(square.getpixel((50, 50)), colour)


@pytest.mark.parametrize(("name", "colour"), [("jpeg", "white"), ("avif", None)])
def test_render_all_transparency_becomes_white_only_in_jpeg(name, colour):
    clear = Image.new("RGBA", (60, 60), (255, 0, 0, 0))

    pixel = opened(rendered(bytes_of(clear))["icon", name]).getpixel((30, 30))

    assert near(pixel, colour) if colour else pixel[3] == 0  # type: ignore[index]


def test_render_all_drops_metadata():
    exif = Image.Exif()
    exif[0x010E] = "Taken at 52.2297 N, 21.0122 E"
    data = picture("JPEG", exif=exif, comment=b"secret comment", icc_profile=b"not a profile")

    for one in rendered(data).values():
        image = opened(one)
        assert not image.getexif()
        assert "icc_profile" not in image.info
        assert b"secret" not in one.data


def test_render_all_turned_picture_is_upright():
    hero = rendered(rotated())["hero", "jpeg"]

    assert (hero.width, hero.height) == (30, 40)


def test_render_all_refuses_what_is_no_picture():
    with pytest.raises(RefusedImage):
        rendered(b"<svg/>")


def test_render_all_failing_format_says_why_and_others_are_made(monkeypatch):
    monkeypatch.setitem(FORMATS, "avif", {"codec": "none"})

    made = rendered(picture())

    assert (made["card", "avif"].data, made["card", "avif"].reason[:32]) == (
        b"",
        "It could not be saved as AVIF: I",
    )
    assert made["card", "jpeg"].data
