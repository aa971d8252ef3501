"""Check a picture and measure what choosing and showing it need. Pure: bytes in, facts out."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from PIL import Image, ImageFilter

from articles.images.decode import SUFFIXES, decode

_LEAST = 256
"""Pixels of a side that are enough to measure everything here."""
_GRID = 32
"""Columns and rows on which the focal point is looked for."""
_CENTRE = 50


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a picture is: format, size as displayed, and what it looks like.

    `dhash` is a perceptual hash, as a signed integer of 64 bits. `entropy` is Pillow's, of the
    picture in grey, in bits: 0 for one colour, at most 8. `sketch` is 4 columns by 3 rows of
    colours, row by row, each `rrggbb`. The focal point is in percent of width and height.
    """

    format: str
    suffix: str
    width: int
    height: int
    dhash: int
    entropy: float
    sketch: str
    focal_x: int
    focal_y: int


def inspect_image(data: bytes) -> ImageFacts:
    """Return the facts of a picture. It is decoded, so that a broken one is found here.

    Raises RefusedImage.
    """
    decoded = decode(data, least=_LEAST)
    picture = on_white(decoded.pixels)
    grey = picture.convert("L")
    focal_x, focal_y = focal_point(picture)
    return ImageFacts(
        format=decoded.format,
        suffix=SUFFIXES[decoded.format],
        width=decoded.width,
        height=decoded.height,
        dhash=dhash(grey),
        entropy=grey.entropy(),
        sketch=picture.resize((4, 3), Image.Resampling.BOX).tobytes().hex(),
        focal_x=focal_x,
        focal_y=focal_y,
    )


def on_white(pixels: Image.Image) -> Image.Image:
    """Return RGB or RGBA pixels as RGB, with white where they are transparent."""
    if pixels.mode == "RGB":
        return pixels
    white = Image.new("RGB", pixels.size, "white")
    white.paste(pixels, mask=pixels.getchannel("A"))
    return white


def dhash(grey: Image.Image) -> int:
    """Return the difference hash of a grey picture: a bit is set where brightness falls.

    Nine columns by eight rows give 64 differences of neighbours. Equal pictures in other sizes
    or qualities differ in few bits.
    """
    small = grey.resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    rows = (small[start : start + 9] for start in range(0, 72, 9))
    bits = "".join(str(int(left > right)) for row in rows for left, right in pairwise(row))
    unsigned = int(bits, 2)
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned


def focal_point(picture: Image.Image) -> tuple[int, int]:
    """Suggest the point that crops keep, in percent: the centre of edges and strong colours.

    The strength of a place is its edges plus half its saturation. The point is the mean of all
    places, weighted with the square of what their strength is above the average.
    """
    small = picture.resize((2 * _GRID, 2 * _GRID), Image.Resampling.BOX)
    edges = small.convert("L").filter(ImageFilter.FIND_EDGES)
    # The filter copies the outermost pixels as they are.
    inner = edges.crop((1, 1, 2 * _GRID - 1, 2 * _GRID - 1))
    sharp = inner.resize((_GRID, _GRID), Image.Resampling.BOX).tobytes()
    vivid = small.reduce(2).convert("HSV").getchannel("S").tobytes()
    strengths = [edge + colour / 2 for edge, colour in zip(sharp, vivid, strict=True)]
    average = fmean(strengths)
    weights = [max(0, strength - average) ** 2 for strength in strengths]
    total = sum(weights)
    if not total:
        return _CENTRE, _CENTRE
    across = sum(weight * (place % _GRID + 0.5) for place, weight in enumerate(weights))
    down = sum(weight * (place // _GRID + 0.5) for place, weight in enumerate(weights))
    return round(100 * across / total / _GRID), round(100 * down / total / _GRID)
