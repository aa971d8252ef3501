"""Find out what a picture's bytes are. Pure: bytes in, format and size out."""

from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}

_OPENED = [name for name in FORMATS if name != "MPO"]
"""MPO, a phone's JPEG with a second picture, is opened as the JPEG that it is."""
_ROTATED = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""
Image.MAX_IMAGE_PIXELS = None  # our own limit is lower, and Pillow's is a warning


class NotAPicture(ValueError):
    """The bytes are not a picture that we show; the message says why."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """The usual suffix of the format, and the size in pixels as displayed."""

    suffix: str
    width: int
    height: int


def probe(data: bytes) -> ImageInfo:
    """Return format and size of a picture. Decodes it once, so that a broken one is found here.

    Raises NotAPicture, also for a picture of more than MAX_PIXELS.
    """
    if len(data) > MAX_BYTES:
        raise NotAPicture(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        return _decode(data)
    except NotAPicture:
        raise
    except UnidentifiedImageError as error:
        raise NotAPicture("The file is not a picture in a known format.") from error
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise NotAPicture(f"The picture is broken: {error}.") from error


def _decode(data: bytes) -> ImageInfo:
    with Image.open(BytesIO(data), formats=_OPENED) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise NotAPicture(f"The picture is too large: {width}x{height} pixels.")
        picture.load()
        if picture.getexif().get(ExifTags.Base.Orientation, 1) in _ROTATED:
            width, height = height, width
        return ImageInfo(FORMATS[str(picture.format)], width, height)
