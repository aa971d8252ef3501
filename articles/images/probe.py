"""What a picture's bytes really are. Pure: bytes in, facts out."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}

_OPENED = [name for name in FORMATS if name != "MPO"]
"""MPO, a telephone's JPEG with a second picture, is opened as the JPEG that it is."""
_TURNED = frozenset({5, 6, 7, 8})
"""EXIF orientations in which a picture is shown with its sides exchanged."""


class NotAPicture(ValueError):
    """Bytes that are no picture, or none that we show; the message says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The format's usual ending and the real size in pixels, as the picture is shown."""

    ending: str
    width: int
    height: int


def inspect(data: bytes) -> Facts:
    """Return the facts of a picture; decodes it once, so that a broken one is found here.

    Raises NotAPicture, also for what would unpack to more than 50 million pixels.
    """
    if len(data) > MOST_BYTES:
        raise NotAPicture(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb at 89 million pixels; our own limit below is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _facts(data)
    except UnidentifiedImageError as error:
        raise NotAPicture("The file is no picture that we know.") from error
    except (OSError, RuntimeError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(f"The picture is broken: {error}.") from error


def _facts(data: bytes) -> Facts:
    with Image.open(BytesIO(data), formats=_OPENED) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise NotAPicture(f"The picture is too large: {width}x{height} pixels.")
        picture.load()
        if picture.getexif().get(ExifTags.Base.Orientation, 1) in _TURNED:
            width, height = height, width
        return Facts(FORMATS[str(picture.format)], width, height)
