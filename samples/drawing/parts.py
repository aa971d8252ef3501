"""What many pictures share: water, hills, a town, stars, birds, weather."""

import math

from .palettes import Palette
from .sheet import HEIGHT, WIDTH, Point, Sheet, curve, down_to, mix, swell, turned


def water(
    s: Sheet, p: Palette, top: float, *, bands: int = 5, dark: str = "", calm: float = 9
) -> None:
    """Paint the sea from `top` down: bands that grow darker and rougher towards us."""
    s.sky(mix(p.soft, p.mid, 0.4), p.deep, top=top)
    for n in range(bands):
        share = (n + 1) / bands
        y = top + (HEIGHT - top) * (share**1.5) * 0.86
        line = swell(s.chance, y, calm * (0.4 + share), 260 + 260 * share)
        s.fill(down_to(line, HEIGHT + 20), mix(p.mid, dark or p.ink, share), 0.55)
        s.stroke(line, 0.8 + share, p.pale, 0.16)


def glitter(
    s: Sheet, x: float, top: float, code: str, *, spread: float = 60, count: int = 60
) -> None:
    """Lay a broken path of light on the water below a lamp or the moon."""
    for _ in range(count):
        depth = s.chance.random() ** 0.8
        y = top + depth * (HEIGHT - top)
        half = s.chance.uniform(6, 26) * (0.35 + depth)
        shift = s.chance.gauss(0, spread * (0.25 + depth))
        s.stroke(
            [(x + shift - half, y), (x + shift + half, y)],
            1.4 + 2.2 * depth,
            code,
            0.5 * (1 - depth * 0.6),
        )


def hills(
    s: Sheet, code: str, y: float, height: float, length: float = 420, alpha: float = 1
) -> None:
    """Paint a far shore down to `y` and below."""
    line = [(x, min(y, v)) for x, v in swell(s.chance, y - height * 0.8, height, length)]
    s.fill(down_to(line, y + 4), code, alpha)


def town(
    s: Sheet,
    code: str,
    y: float,
    *,
    low: float = 30,
    high: float = 110,
    lit: str = "",
    alpha: float = 1,
) -> None:
    """Paint a row of gabled houses and towers that stand on `y`; `lit` lights some windows."""
    x = -20.0
    while x < WIDTH + 20:
        w, h = s.chance.uniform(34, 78), s.chance.uniform(low, high)
        s.fill(_house(s, x, y, w, h), code, alpha)
        if lit:
            _windows(s, x, y - h, w, h, lit)
        x += w * s.chance.uniform(0.82, 1.05)


def _house(s: Sheet, x: float, y: float, w: float, h: float) -> list[Point]:
    kind = s.chance.random()
    if kind < 0.45:
        peak = h + w * s.chance.uniform(0.3, 0.55)
        return [(x, y), (x, y - h), (x + w / 2, y - peak), (x + w, y - h), (x + w, y)]
    if kind < 0.6:
        steps = [(x, y), (x, y - h)]
        for n in range(1, 4):
            steps += [(x + w * n / 8, y - h - 9 * (n - 1)), (x + w * n / 8, y - h - 9 * n)]
        return [*steps, *[(2 * x + w - a, b) for a, b in reversed(steps)]]
    return [(x, y), (x, y - h), (x + w, y - h * s.chance.uniform(0.9, 1)), (x + w, y)]


def _windows(s: Sheet, x: float, top: float, w: float, h: float, code: str) -> None:
    for row in range(int(h // 20)):
        for column in range(int(w // 15)):
            if s.chance.random() < 0.33:
                s.box(
                    x + 7 + column * 14,
                    top + 10 + row * 18,
                    5.5,
                    8.5,
                    code,
                    s.chance.uniform(0.55, 0.95),
                )


def stars(s: Sheet, bottom: float, count: int = 160, code: str = "ffffff") -> None:
    """Scatter stars above `bottom`, fewer towards it."""
    for _ in range(count):
        y = bottom * s.chance.random() ** 1.4
        s.disc(
            s.chance.uniform(0, WIDTH),
            y,
            s.chance.choice([0.6, 0.8, 1.1, 1.7]),
            code,
            s.chance.uniform(0.3, 0.9),
        )


def gull(
    s: Sheet, x: float, y: float, size: float, code: str, tilt: float = 0, alpha: float = 1
) -> None:
    """Paint a gull on the wing, `size` units from the body to a wing's tip."""
    top = curve(
        [
            (-1, 0.12),
            (-0.62, -0.26),
            (-0.2, -0.06),
            (0, 0.04),
            (0.2, -0.06),
            (0.62, -0.3),
            (1, 0.02),
        ]
    )
    under = curve(
        [(1, 0.02), (0.6, -0.14), (0.16, 0.1), (0, 0.2), (-0.16, 0.1), (-0.6, -0.1), (-1, 0.12)]
    )
    s.fill(turned([*top, *under], x, y, tilt, size), code, alpha)


def rain(s: Sheet, code: str, count: int = 220, slant: float = 0.22, alpha: float = 0.28) -> None:
    """Draw rain over all."""
    for _ in range(count):
        x, y = s.chance.uniform(-40, WIDTH + 60), s.chance.uniform(-30, HEIGHT)
        long = s.chance.uniform(14, 46)
        s.stroke(
            [(x, y), (x - long * slant, y + long)], 1.0, code, alpha * s.chance.uniform(0.4, 1)
        )


def sun(s: Sheet, x: float, y: float, r: float, code: str, light: str) -> None:
    """Paint a disc with its light around it."""
    s.glow(x, y, r * 5, light, 0.75)
    s.disc(x, y, r * 1.5, light, 0.18)
    s.disc(x, y, r, code)


def lattice(
    s: Sheet,
    start: Point,
    end: Point,
    width: float,
    code: str,
    *,
    bays: int = 10,
    line: float = 3,
    alpha: float = 1,
) -> None:
    """Draw a girder between two points: two rails and the zigzag between them."""
    (ax, ay), (bx, by) = start, end
    long = math.hypot(bx - ax, by - ay)
    nx, ny = -(by - ay) / long * width / 2, (bx - ax) / long * width / 2
    upper = [
        (ax + (bx - ax) * n / bays + nx, ay + (by - ay) * n / bays + ny) for n in range(bays + 1)
    ]
    lower = [(x - 2 * nx, y - 2 * ny) for x, y in upper]
    s.stroke([upper[0], upper[-1]], line, code, alpha)
    s.stroke([lower[0], lower[-1]], line, code, alpha)
    zigzag = [(upper if n % 2 else lower)[n] for n in range(bays + 1)]
    s.stroke(zigzag, line * 0.62, code, alpha)
