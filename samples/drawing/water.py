"""The water itself: what shines in it and what flows through it."""

import math

from .palettes import Palette
from .parts import hills, stars
from .sheet import Point, Sheet, arc, curve, mix, swell


def glow_shore(s: Sheet, p: Palette) -> None:
    """Waves that shine as they break, and people small beside them."""
    s.sky(p.ink, p.deep, mix(p.deep, p.mid, 0.6), bottom=260)
    stars(s, 230, 180, p.pale)
    hills(s, mix(p.ink, p.deep, 0.6), 262, 50)
    s.sky(p.deep, p.mid, p.deep, p.ink, top=258)
    for n in range(7):
        y = 276 + n * n * 6.6 + n * 6
        line = swell(s.chance, y, 3 + n * 2.6, 200 + 40 * n)
        s.stroke(line, 10 + n * 5, p.soft, 0.22, blur=6 + n)
        s.stroke(line, 2 + n * 0.9, p.pale, 0.35 + 0.07 * n, blur=1)
        for _ in range(30 + 8 * n):
            x, rise = s.chance.choice(line)
            s.disc(
                x + s.chance.gauss(0, 8),
                rise + abs(s.chance.gauss(0, 9 + n * 2)),
                s.chance.uniform(0.6, 2.3),
                p.lamp,
                0.7,
            )
    for x, y, k in (
        (250, 470, 1.0),
        (322, 476, 0.9),
        (640, 540, 1.5),
        (905, 452, 0.85),
        (1010, 520, 1.25),
    ):
        s.glow(x, y, 170 * k, p.lamp, 0.75)
        _wader(s, x, y + 8 * k, k * 46, p.ink)
        for n in range(3):
            s.stroke(
                arc(x, y + 8 * k, (34 + n * 30) * k, 0, 360, flat=0.25),
                2.4 - n * 0.5,
                p.pale,
                0.75 - n * 0.2,
            )


def _wader(s: Sheet, x: float, y: float, h: float, code: str) -> None:
    s.disc(x, y - h * 1.02, h * 0.2, code)
    s.fill(
        [
            (x - h * 0.3, y - h * 0.72),
            (x + h * 0.3, y - h * 0.72),
            (x + h * 0.2, y),
            (x - h * 0.2, y),
        ],
        code,
    )
    for side in (-1, 1):
        arm = [
            (x + side * h * 0.26, y - h * 0.66),
            (x + side * h * 0.56, y - h * 0.36),
            (x + side * h * 0.9, y - h * 0.12),
        ]
        s.stroke(curve(arm), h * 0.13, code)


def bloom_swirl(s: Sheet, p: Palette) -> None:
    """A bloom seen from above: threads of light drawn out by eddies."""
    s.sky(p.ink, p.deep, p.ink)
    s.clouds(p.mid, 0.5, cell=110, stretch=1.6)
    eddies = [
        (
            s.chance.uniform(60, 1140),
            s.chance.uniform(40, 590),
            s.chance.choice([-1, 1]) * s.chance.uniform(60, 130),
        )
        for _ in range(7)
    ]
    for n in range(210):
        path = _drift(s, eddies, s.chance.uniform(-60, 1260), s.chance.gauss(315, 150))
        tone = (p.mid, p.soft, p.soft, p.pale)[n % 4]
        s.stroke(path, s.chance.choice([1.6, 2.4, 3.4, 5]), tone, s.chance.uniform(0.12, 0.6))
    for x, y, _ in eddies[:4]:
        s.glow(x, y, 190, p.soft, 0.42)
    for _ in range(120):
        s.disc(
            s.chance.uniform(0, 1200),
            s.chance.gauss(315, 150),
            s.chance.uniform(0.6, 2),
            p.lamp,
            s.chance.uniform(0.3, 0.9),
        )


def _drift(s: Sheet, eddies: list[tuple[float, float, float]], x: float, y: float) -> list[Point]:
    path = [(x, y)]
    for _ in range(s.chance.randint(26, 60)):
        dx, dy = 3.2, 0.0
        for ex, ey, power in eddies:
            away = max(40.0, math.hypot(x - ex, y - ey))
            pull = power * 2.2 * math.exp(-away / 150) / away
            dx, dy = dx - (y - ey) * pull, dy + (x - ex) * pull
        long = math.hypot(dx, dy) or 1
        x, y = x + dx / long * 6, y + dy / long * 6
        path.append((x, y))
    return path


def tide_cooling(s: Sheet, p: Palette) -> None:
    """Warm water goes out, cold water comes in: two tides through a round tower's foot."""
    s.sky(p.pale, mix(p.pale, p.soft, 0.7), bottom=300)
    s.clouds(p.soft, 0.4, cell=60, stretch=4)
    tower = [(520, 300), (548, -10), (652, -10), (680, 300)]
    s.fill(tower, p.accent)
    s.fill([(600, -10), (652, -10), (680, 300), (600, 300)], mix(p.accent, p.ink, 0.18))
    for y in (60, 180):
        s.box(588, y, 24, 42, p.ink, r=12)
    s.sky(p.mid, p.deep, p.ink, top=300)
    s.fill([(430, 640), (484, 292), (716, 292), (770, 640)], mix(p.ink, p.deep, 0.25))
    for n in range(13):
        y = 322 + n * 22
        cold = curve([(-20, y + 20 * math.sin(n)), (200, y - 12), (400, y + 6), (520, 400 + n * 8)])
        warm = curve(
            [(680, 400 + n * 8), (800, y + 6), (1000, y - 12), (1220, y + 20 * math.cos(n))]
        )
        s.stroke(cold, 5, mix(p.soft, p.pale, n / 14), 0.75)
        s.stroke(warm, 5, mix(p.accent, p.lamp, n / 16), 0.75)
    s.box(512, 384, 176, 136, p.ink, r=10)
    for row in range(5):
        for column in range(8):
            lit = s.chance.random() < 0.5
            s.box(
                526 + column * 19,
                398 + row * 23,
                13,
                13,
                p.lamp if lit else p.mid,
                0.95 if lit else 0.4,
                r=2,
            )
    line = swell(s.chance, 300, 7, 200)
    s.stroke(line, 3, p.pale, 0.7)
