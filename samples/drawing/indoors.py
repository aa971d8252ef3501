"""Stages and shelves."""

import math

from .palettes import Palette
from .sheet import HEIGHT, Sheet, arc, curve, down_to, mix, swell, turned


def concerto_stage(s: Sheet, p: Palette) -> None:
    """A conductor, small, before ships' bows as tall as houses."""
    s.sky(p.ink, p.deep, p.mid)
    s.clouds(p.accent, 0.16, cell=90)
    for x, half, top, tone in (
        (150, 150, 210, 0.5),
        (1050, 150, 210, 0.5),
        (380, 160, 150, 0.3),
        (820, 160, 150, 0.3),
        (600, 180, 80, 0.1),
    ):
        _bow(s, p, x, half, top, tone)
    s.fill([(470, -10), (730, -10), (800, 570), (400, 570)], p.lamp, 0.16, blur=14)
    s.sky(mix(p.deep, p.ink, 0.5), p.ink, top=520)
    s.fill(arc(600, 566, 190, 0, 360, flat=0.16), p.lamp, 0.5, blur=6)
    s.box(548, 548, 104, 22, p.accent, r=3)
    s.fill([(578, 548), (586, 466), (614, 466), (622, 548)], p.ink)
    s.disc(600, 446, 15, p.ink)
    s.stroke([(592, 476), (556, 452), (528, 414)], 8, p.ink)
    s.stroke([(608, 476), (646, 458), (668, 410)], 8, p.ink)
    s.stroke([(528, 414), (508, 372)], 2.4, p.lamp)
    for n in range(7):
        for side in (-1, 1):
            s.stroke(
                arc(600 + side * 60, 420, 150 + n * 52, -90 + side * 34 - 12, -90 + side * 34 + 12),
                4 - n * 0.4,
                p.lamp,
                0.7 - n * 0.09,
            )


def _bow(s: Sheet, p: Palette, x: float, half: float, top: float, shade: float) -> None:
    left = curve([(x, 560), (x - half * 0.28, 420), (x - half * 0.8, 240), (x - half, top)])
    right = [(2 * x - a, b) for a, b in reversed(left)]
    hull = mix(p.accent, p.ink, 0.25 + shade)
    s.fill([*left, (x, top + 26), *right], hull)
    s.fill([(x, 560), *[(2 * x - a, b) for a, b in left], (x, top + 26)], mix(hull, p.ink, 0.4))
    s.stroke([left[-1], (x, top + 26), right[0]], 5, p.pale, 0.8)
    s.stroke([(x, top + 26), (x, 560)], 3, p.pale, 0.35)
    for side in (-1, 1):
        s.disc(x + side * half * 0.42, top + 92, 13, p.ink)
        s.disc(x + side * half * 0.42, top + 92, 5, p.lamp)


def dredger(s: Sheet, p: Palette) -> None:
    """A stage made of mud, a chain of buckets, one lit figure."""
    s.sky(p.ink, p.deep)
    for x, tone in ((260.0, p.lamp), (600.0, p.pale), (930.0, p.lamp)):
        s.fill(
            [
                (x - 14, -10),
                (x + 14, -10),
                (x + (600 - x) * 0.4 + 150, 520),
                (x + (600 - x) * 0.4 - 150, 520),
            ],
            tone,
            0.13,
            blur=12,
        )
    s.glow(600, 430, 420, p.accent, 0.4)
    for n in range(4):
        s.fill(
            down_to(swell(s.chance, 452 + n * 46, 22, 300), HEIGHT + 10),
            mix(p.mid, p.ink, 0.25 + n * 0.22),
        )
    chain = curve(
        [
            (300, 640),
            (400, 470),
            (600, 250),
            (820, 110),
            (900, 130),
            (860, 220),
            (700, 420),
            (600, 640),
        ]
    )
    s.stroke(chain, 3, p.soft, 0.5)
    for (x, y), (x2, y2) in zip(chain[4::9], chain[6::9], strict=False):
        lean = math.degrees(math.atan2(y2 - y, x2 - x))
        s.fill(turned([(-22, -16), (20, -12), (14, 18), (-16, 18)], x, y, lean, 1.1), p.accent)
        s.fill(turned([(-22, -16), (20, -12), (18, -4), (-20, -6)], x, y, lean, 1.1), p.lamp, 0.5)
    _person(s, 470, 512, 120, p.pale)
    s.fill([(456, 422), (484, 422), (498, 500), (442, 500)], p.pale)
    _curtains(s, p)


def _curtains(s: Sheet, p: Palette) -> None:
    for side in (-1, 1):
        for n in range(7):
            x = 600 + side * (640 - n * 30)
            fold = curve(
                [
                    (x, -10),
                    (x - side * 20, 200),
                    (x + side * (20 + n * 6), 430),
                    (x - side * 6, 650),
                ]
            )
            s.stroke(fold, 34, mix(p.accent, p.ink, 0.45 + 0.3 * (n % 2)))


def _person(s: Sheet, x: float, y: float, h: float, code: str) -> None:
    s.disc(x, y - h * 0.9, h * 0.1, code)
    s.fill(
        [
            (x - h * 0.12, y - h * 0.76),
            (x + h * 0.12, y - h * 0.76),
            (x + h * 0.09, y - h * 0.36),
            (x + h * 0.08, y),
            (x + h * 0.02, y),
            (x, y - h * 0.34),
            (x - h * 0.02, y),
            (x - h * 0.08, y),
            (x - h * 0.09, y - h * 0.36),
        ],
        code,
    )


def lost_luggage(s: Sheet, p: Palette) -> None:
    """A wall of trunks and cases; on one of them, a single glove."""
    s.sky(p.pale, p.soft)
    s.clouds(p.mid, 0.14, cell=70)
    s.fill([(-10, 552), (1210, 552), (1210, 640), (-10, 640)], p.ink)
    tones = [p.accent, p.deep, p.mid, mix(p.mid, p.soft, 0.5), mix(p.accent, p.ink, 0.45), p.ink]
    for row, (low, high) in enumerate(((96, 128), (80, 112), (64, 90))):
        x, base = 90.0 + row * 48, 552 - row * 112
        while x < 1060 - row * 60:
            w, h = s.chance.uniform(110, 220), s.chance.uniform(low, high)
            _case(s, p, x, base - h, w, h, s.chance.choice(tones))
            if row < 2 and h < 112:
                s.box(x + 8, base - 113, w - 16, 114 - h, mix(p.ink, p.deep, 0.6), r=4)
            x += w + s.chance.uniform(5, 18)
    _glove(s, p, 610, 196)


def _case(s: Sheet, p: Palette, x: float, y: float, w: float, h: float, tone: str) -> None:
    s.stroke(
        [
            (x + w * 0.4, y + 4),
            (x + w * 0.42, y - 12),
            (x + w * 0.58, y - 12),
            (x + w * 0.6, y + 4),
        ],
        6,
        mix(tone, p.ink, 0.5),
    )
    s.box(x, y, w, h, tone, r=11)
    s.box(x, y + h * 0.34, w, 4, mix(tone, p.ink, 0.35))
    for at in (0.22, 0.74):
        s.box(x + w * at, y, 11, h, mix(tone, p.ink, 0.4))
        s.box(x + w * at - 2, y + h * 0.34 - 5, 15, 14, p.lamp, r=3)
    s.box(x + 4, y + 4, w - 8, 6, "ffffff", 0.18, r=3)
    if s.chance.random() < 0.6:
        s.disc(x + w * 0.52, y + h * 0.68, 12, p.pale, 0.9)
        s.disc(x + w * 0.52, y + h * 0.68, 7, s.chance.choice([p.accent, p.deep, p.mid]))


def _glove(s: Sheet, p: Palette, x: float, y: float) -> None:
    s.glow(x, y - 30, 190, p.lamp, 0.9)
    for turn, long in ((-26, 62), (-9, 74), (6, 76), (22, 64)):
        tip = turned([(0, -long)], x, y, turn)[0]
        s.stroke([(x + turn * 0.6, y), tip], 19, p.accent)
    s.stroke([(x - 22, y + 20), (x - 54, y - 14)], 19, p.accent)
    s.box(x - 30, y - 16, 60, 62, p.accent, r=16)
    s.box(x - 28, y + 36, 56, 24, mix(p.accent, p.ink, 0.35), r=4)
    s.disc(x + 18, y + 48, 5, p.lamp)
