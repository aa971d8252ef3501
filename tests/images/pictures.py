"""Pictures drawn for a test, as bytes."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageColor


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = BytesIO()
    gradient = Image.linear_gradient("L").resize(size).convert("RGB")
    gradient.save(out, kind, **options)
    return out.getvalue()


def bytes_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def near(pixel: Any, colour: Any, tolerance: int = 12) -> bool:
    """Whether a pixel has a colour, except for what lossy formats change."""
    wanted = ImageColor.getrgb(colour) if isinstance(colour, str) else colour
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


def rotated() -> bytes:
    """40 x 30 pixels as stored; its EXIF says to turn it by a quarter for showing."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif)


def of_two_pictures() -> bytes:
    """A JPEG as many telephones make it: with a second picture behind the first (MPO)."""
    out = BytesIO()
    first, second = Image.new("RGB", (40, 30)), Image.new("RGB", (40, 30), "red")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A tiny PNG that says it is of this size."""
    return _png(width, height, 8, b"\0" * 10_000)


def deep_png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of one colour with 16 bits a channel, which Pillow cannot write."""
    row = b"\0" + struct.pack(">HHH", *colour) * width
    return _png(width, height, 16, row * height)


def _png(width: int, height: int, bits: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0)
    pixels = zlib.compress(rows)
    parts = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
