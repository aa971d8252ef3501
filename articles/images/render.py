"""Cut and scale pictures, and encode them as AVIF and JPEG. Pure: bytes in, bytes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from articles.images.decode import decode
from articles.images.inspect import on_white
from articles.images.shapes import LARGEST_SIDE, SHAPES, Shape, fit

FORMATS: dict[str, dict[str, Any]] = {
    # Speed 9 takes a fifth of the time of Pillow's default, 6. One thread: workers have several.
    "avif": {"quality": 60, "speed": 9, "max_threads": 1},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
"""The formats of renditions, and how Pillow saves them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture in one shape and format: its file's bytes, and its size in pixels.

    If it could not be encoded, `data` is empty and `reason` says why.
    """

    shape: Shape
    format: str
    width: int
    height: int
    data: bytes = b""
    reason: str = ""


def render_all(data: bytes, focal: tuple[int, int]) -> Iterator[Rendered]:
    """Yield a picture in each shape and format, decoded once. Raises RefusedImage.

    The focal point is in percent of width and height. Shapes that come out alike, because the
    picture is small or has the ratio of both, share their bytes.
    """
    pixels = decode(data, least=LARGEST_SIDE).pixels
    encoded: dict[Any, list[dict[str, Any]]] = {}
    for shape in SHAPES:
        box, size = fit(shape, pixels.size, focal)
        if (box, size) not in encoded:
            scaled = pixels.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=2)
            encoded[box, size] = [_encoded(scaled, name) for name in FORMATS]
        for name, content in zip(FORMATS, encoded[box, size], strict=True):
            yield Rendered(shape, name, *size, **content)


def _encoded(pixels: Image.Image, name: str) -> dict[str, Any]:
    out = BytesIO()
    try:
        (on_white(pixels) if name == "jpeg" else pixels).save(out, name, **FORMATS[name])
    except (OSError, ValueError, MemoryError) as error:
        return {"reason": f"It could not be saved as {name.upper()}: {error}."}
    return {"data": out.getvalue()}
