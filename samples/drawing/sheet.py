"""A sheet to draw on, in units of the finished picture, at twice its size."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 630
SCALE = 2

Point = tuple[float, float]
Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    """Return the colour of a code such as `e07a5f`."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(first: str, second: str, share: float) -> str:
    """Return the code of a colour `share` (0 to 1) of the way from the first to the second."""
    pairs = zip(colour(first), colour(second), strict=True)
    return "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Sheet:
    """1200 by 630 units. `chance` is the sheet's own source of chance, so names decide."""

    def __init__(self, name: str, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.chance = random.Random(name)  # noqa: S311 - it places stars, it keeps no secrets
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))

    # Surfaces

    def sky(self, *codes: str, top: float = 0, bottom: float | None = None) -> None:
        """Fill from top to bottom with a gradient through the colours."""
        end = self.height if bottom is None else bottom
        column = Image.new("RGB", (1, len(codes)))
        column.putdata([colour(code) for code in codes])
        tall = max(1, round((end - top) * SCALE))
        # Half a step is cut off at either end: resizing starts at the middle of a pixel.
        inner = (0, 0.5, 1, len(codes) - 0.5) if len(codes) > 1 else None
        band = column.resize((1, tall), Image.Resampling.BILINEAR, box=inner)
        self.image.paste(band.resize((self.image.width, tall)), (0, round(top * SCALE)))

    def glow(self, x: float, y: float, r: float, code: str, strength: float = 0.6) -> None:
        """Add light that fades from the middle outwards."""
        side = round(2 * r * SCALE)
        light = ImageChops.invert(Image.radial_gradient("L")).point(
            lambda value: round(255 * strength * (max(0, value - 75) / 180) ** 2)
        )
        corner = (round((x - r) * SCALE), round((y - r) * SCALE))
        self.image.paste(colour(code), corner, light.resize((side, side)))

    def fade(self, code: str, top: float, bottom: float, start: float, end: float) -> None:
        """Lay a veil over a band: mist, depth of water, a darker edge."""
        column = Image.new("L", (1, 2))
        column.putdata([round(255 * start), round(255 * end)])
        size = (self.image.width, max(1, round((bottom - top) * SCALE)))
        veil = column.resize((1, size[1]), Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5))
        self.image.paste(colour(code), (0, round(top * SCALE)), veil.resize(size))

    # Shapes

    def fill(self, points: Sequence[Point], code: str, alpha: float = 1, blur: float = 0) -> None:
        """Fill a polygon."""
        self._paint(points, code, alpha, blur, 0)

    def stroke(
        self, points: Sequence[Point], width: float, code: str, alpha: float = 1, blur: float = 0
    ) -> None:
        """Draw a line with round joints."""
        self._paint(points, code, alpha, blur, width)

    def box(
        self, x: float, y: float, w: float, h: float, code: str, alpha: float = 1, r: float = 0
    ) -> None:
        """Fill a rectangle whose top left corner is (x, y), with corners of radius r."""
        size = (max(1, round(w * SCALE)), max(1, round(h * SCALE)))
        mask = Image.new("L", size)
        ends = (0, 0, size[0] - 1, size[1] - 1)
        ImageDraw.Draw(mask).rounded_rectangle(ends, r * SCALE, fill=round(255 * alpha))
        self.image.paste(colour(code), (round(x * SCALE), round(y * SCALE)), mask)

    def disc(
        self, x: float, y: float, r: float, code: str, alpha: float = 1, blur: float = 0
    ) -> None:
        """Fill a circle."""
        self.fill(arc(x, y, r, 0, 360), code, alpha, blur)

    def ring(self, x: float, y: float, r: float, w: float, code: str, alpha: float = 1) -> None:
        """Draw a circle's line."""
        self.stroke(arc(x, y, r, 0, 360), w, code, alpha)

    def _paint(
        self, points: Sequence[Point], code: str, alpha: float, blur: float, width: float
    ) -> None:
        edge = width + 3 * blur + 2
        left, top = min(x for x, _ in points) - edge, min(y for _, y in points) - edge
        right, bottom = max(x for x, _ in points) + edge, max(y for _, y in points) + edge
        left, top = max(left, -edge - 40), max(top, -edge - 40)
        right, bottom = min(right, self.width + edge + 40), min(bottom, self.height + edge + 40)
        if right <= left or bottom <= top:
            return
        size = (math.ceil((right - left) * SCALE), math.ceil((bottom - top) * SCALE))
        mask = Image.new("L", size)
        path = [((x - left) * SCALE, (y - top) * SCALE) for x, y in points]
        _trace(ImageDraw.Draw(mask), path, round(width * SCALE), round(255 * alpha))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        self.image.paste(colour(code), (round(left * SCALE), round(top * SCALE)), mask)

    # Texture

    def clouds(self, code: str, strength: float, cell: int = 90, stretch: float = 3) -> None:
        """Lay soft, uneven colour over the whole sheet, like a wash that dried badly."""
        small = (
            max(2, round(self.width / cell / stretch) + 2),
            max(2, round(self.height / cell) + 2),
        )
        spots = Image.frombytes("L", small, self.chance.randbytes(small[0] * small[1]))
        wash = spots.resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(colour(code), (0, 0), wash.point(lambda value: round(value * strength)))

    def finished(self, grain: float = 4) -> Image.Image:
        """Return the picture at its true size, with the tooth of paper and a quiet edge."""
        picture = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        picture = ImageChops.multiply(picture, _vignette(picture.size))
        return _grained(picture, self.chance, grain)


def _trace(draw: ImageDraw.ImageDraw, path: list[Point], width: int, value: int) -> None:
    if not width:
        draw.polygon(path, fill=value)
        return
    draw.line(path, fill=value, width=width, joint="curve")
    half = width / 2
    for x, y in (path[0], path[-1]):
        draw.ellipse((x - half, y - half, x + half, y + half), fill=value)


def _vignette(size: tuple[int, int]) -> Image.Image:
    shade = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
    return shade.point(lambda value: 255 - round(max(0, value - 110) * 0.2)).convert("RGB")


def _grained(picture: Image.Image, chance: random.Random, amount: float) -> Image.Image:
    size = (picture.width // 2, picture.height // 2)
    specks = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    tooth = specks.resize(picture.size, Image.Resampling.BICUBIC)
    lift = tooth.point(lambda value: round(max(0, value - 128) * amount / 128)).convert("RGB")
    dip = tooth.point(lambda value: round(max(0, 128 - value) * amount / 128)).convert("RGB")
    return ImageChops.subtract(ImageChops.add(picture, lift), dip)


# Lines


def arc(x: float, y: float, r: float, start: float, end: float, flat: float = 1) -> list[Point]:
    """Return points of an arc, angles in degrees clockwise from the right; flat squeezes y."""
    steps = max(12, round(abs(end - start) / 360 * max(40, r)))
    turns = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return [(x + r * math.cos(turn), y + r * flat * math.sin(turn)) for turn in turns]


def turned(
    points: Sequence[Point], x: float, y: float, degrees: float, size: float = 1
) -> list[Point]:
    """Return a shape that was drawn around (0, 0), turned, sized and moved to (x, y)."""
    turn = math.radians(degrees)
    cos, sin = math.cos(turn) * size, math.sin(turn) * size
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in points]


def curve(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """Return a smooth line through the points (Catmull-Rom)."""
    ends = [points[0], *points, points[-1]]
    line: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        line += [_between(a, b, c, d, n / steps) for n in range(steps)]
    return [*line, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t**2
            + (3 * q - p - 3 * r + s) * t**3
        )
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )
    return x, y


def swell(
    chance: random.Random, y: float, height: float, length: float, width: float = WIDTH
) -> list[Point]:
    """Return a rolling line across the sheet, from left to right."""
    parts = [(chance.uniform(0.7, 1.4), chance.uniform(0, 7), share) for share in (0.6, 0.3, 0.1)]
    line = []
    for n in range(-20, round(width) + 21, 6):
        rise = sum(
            share * math.sin(n / length * 6.28 * speed * (2**k) + start)
            for k, (speed, start, share) in enumerate(parts)
        )
        line.append((float(n), y + height * rise))
    return line


def down_to(line: Sequence[Point], y: float) -> list[Point]:
    """Return the area between a line and a level below it."""
    return [*line, (line[-1][0], y), (line[0][0], y)]
