"""Turn the bytes of a picture into pixels: sRGB, upright, without metadata. Pure.

Bytes come from strangers: what may be decoded is decided from the header, before any pixel.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import ExifTags, Image, UnidentifiedImageError

from articles.images.colours import to_plain_mode, to_srgb

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_SCANS = 100
"""Scans of a JPEG: each costs a pass over all pixels, and a file of 10 MB could have thousands."""
SUFFIXES = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"}
"""The formats that are accepted, and the suffix of their files."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each EXIF orientation asks for."""
_LARGE = 10_000_000
_one_large = Lock()
"""Held while a picture of more than _LARGE pixels is decoded: 40 megapixels of WebP take 650 MB."""
_EXCHANGING = (5, 6, 7, 8)
"""Orientations that exchange width and height."""
Image.MAX_IMAGE_PIXELS = None  # our own limit is lower, and Pillow's is a warning


class RefusedImage(ValueError):
    """The bytes are not a picture that we store; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Pixels as RGB, or RGBA if some are transparent; format and size of the picture.

    Sizes are pixels as displayed. `pixels` may be smaller, see `decode`.
    """

    pixels: Image.Image
    format: str
    width: int
    height: int


def decode(data: bytes, *, least: int) -> Decoded:
    """Decode a picture; of an animation, its first frame. Raises RefusedImage.

    If both sides are at least twice `least`, the pixels are scaled down on the way, to sides that
    are not smaller than `least`: this saves time and memory.
    """
    if len(data) > MAX_BYTES:
        raise RefusedImage(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    if data.count(b"\xff\xda") > MAX_SCANS and data.startswith(b"\xff\xd8"):
        raise RefusedImage("The picture is too costly to decode.")
    try:
        with Image.open(BytesIO(data), formats=list(SUFFIXES)) as image:
            width, height = image.size
            _check_size(width, height)
            with _one_large if width * height > _LARGE else nullcontext():
                return _decoded(image, least)
    except RefusedImage:
        raise
    except UnidentifiedImageError as error:
        raise RefusedImage("The file is not a picture in a known format.") from error
    except Exception as error:  # Pillow's plug-ins raise whatever broken bytes lead to
        raise RefusedImage("The picture is broken or incomplete.") from error


def _decoded(image: Image.Image, least: int) -> Decoded:
    width, height = image.size
    image.draft(None, (least, least))
    image.load()
    orientation = _orientation(image)
    if orientation in _EXCHANGING:
        width, height = height, width
    pixels = to_plain_mode(image)
    factor = min(pixels.size) // least
    if factor > 1:
        pixels = pixels.reduce(factor)
    pixels = to_srgb(pixels, image.info.get("icc_profile"))
    pixels.info.clear()  # Pillow would save the metadata with the pixels
    if orientation in _TURNS:
        pixels = pixels.transpose(_TURNS[orientation])
    name = str(image.format).lower()
    return Decoded(pixels, "jpeg" if name == "mpo" else name, width, height)


def _check_size(width: int, height: int) -> None:
    if min(width, height) < 1:
        raise RefusedImage("The picture has no pixels.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise RefusedImage(
            f"The picture is too large: {width:,} by {height:,} pixels. The limit is"
            f" {MAX_SIDE:,} on a side and {MAX_PIXELS // 1_000_000} megapixels."
        )


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1, upright, if the EXIF data cannot be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (ArithmeticError, OSError, SyntaxError, TypeError, ValueError, Warning):
        return 1
