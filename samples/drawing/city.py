"""The town: a council hall, the air over the roofs, the pipes below."""

import itertools
import math

from .palettes import Palette
from .parts import gull, town
from .sheet import HEIGHT, Point, Sheet, arc, curve, mix, turned


def charter_columns(s: Sheet, p: Palette) -> None:
    """A council hall whose columns are lines of text, and a red button."""
    s.sky(p.pale, mix(p.pale, p.soft, 0.7))
    s.clouds(p.mid, 0.1, cell=80)
    s.disc(600, 300, 250, p.soft, 0.7)
    s.fill([(190, 196), (600, 56), (1010, 196)], p.deep)
    s.fill([(268, 184), (600, 74), (600, 184)], mix(p.deep, p.ink, 0.3))
    s.disc(600, 144, 24, p.accent)
    s.disc(593, 137, 8, p.pale, 0.6)
    s.box(176, 196, 848, 30, p.ink)
    for n in range(7):
        x = 222 + n * 113
        s.box(x - 8, 226, 94, 14, mix(p.ink, p.deep, 0.5))
        s.box(x, 240, 78, 250, "ffffff", 0.9)
        for line in range(15):
            wide = 62 if (line + n) % 5 else s.chance.uniform(20, 44)
            s.box(
                x + 8,
                252 + line * 15.6,
                wide,
                6,
                p.accent if s.chance.random() < 0.05 else mix(p.mid, p.deep, 0.3),
                0.75,
                r=3,
            )
        s.box(x + 66, 240, 12, 250, p.ink, 0.12)
        s.box(x - 8, 490, 94, 14, mix(p.ink, p.deep, 0.5))
    for n in range(5):
        s.box(150 - n * 38, 504 + n * 26, 900 + n * 76, 26, mix(p.deep, p.ink, 0.2 + n * 0.18))


def drone(s: Sheet, x: float, y: float, size: float, body: str, arm: str, light: str) -> None:
    """Draw a drone with four rotors that carries something below."""
    k = size
    for side in (-1, 1):
        s.stroke([(x, y), (x + side * 112 * k, y - 26 * k)], 10 * k, arm)
        s.stroke([(x, y + 6 * k), (x + side * 66 * k, y - 40 * k)], 7 * k, arm)
        for dx, dy, wide in ((112, -42, 74), (66, -54, 50)):
            s.fill(
                arc(x + side * dx * k, y + dy * k, wide * k, 0, 360, flat=0.11),
                light,
                0.5,
                blur=1.5,
            )
            s.box(x + side * dx * k - 7 * k, y + dy * k, 14 * k, 18 * k, arm, r=3)
    s.box(x - 46 * k, y - 24 * k, 92 * k, 48 * k, body, r=18 * k)
    s.disc(x, y + 4 * k, 11 * k, arm)
    s.disc(x - 3 * k, y + 1 * k, 4 * k, light)


def book(s: Sheet, x: float, y: float, size: float, tilt: float, cover: str, page: str) -> None:
    """Draw an open book that flies, or hangs, with its pages down."""
    for side in (-1, 1):
        outer = curve([(0, 0), (side * 34, -20), (side * 78, -8)], 8)
        s.fill(turned([*outer, (side * 78, 44), (side * 34, 34), (0, 54)], x, y, tilt, size), page)
        s.stroke(turned(outer, x, y, tilt, size), 6 * size, cover)
        for n in range(4):
            s.stroke(
                turned([(side * 10, 12 + n * 9), (side * 66, 2 + n * 9)], x, y, tilt, size),
                2 * size,
                cover,
                0.35,
            )


def library_drone(s: Sheet, p: Palette) -> None:
    """A drone over the roofs with a book on a string."""
    s.sky(p.mid, p.soft, p.pale)
    s.clouds("ffffff", 0.3, cell=64, stretch=3)
    s.disc(250, 170, 62, p.lamp)
    s.glow(250, 170, 300, p.lamp, 0.6)
    for n in range(3):
        town(
            s,
            mix(mix(p.mid, p.pale, 0.35), p.ink, n * 0.42),
            640,
            low=150 - n * 46,
            high=250 - n * 62,
            lit=p.lamp if n == 2 else "",
        )
    drone(s, 690, 168, 1.35, p.accent, p.ink, p.pale)
    for side in (-1, 1):
        s.stroke([(690 + side * 30, 196), (690 + side * 12, 316)], 2, p.ink)
    book(s, 690, 320, 1.25, -5, p.accent, "fffaf0")
    for n in range(7):
        s.stroke(
            [(420 - n * 16, 128 + n * 30), (510 - n * 6, 128 + n * 30)], 3, "ffffff", 0.6 - n * 0.06
        )


def gull_and_drone(s: Sheet, p: Palette) -> None:
    """A large gull, a small drone, a falling book."""
    s.sky(p.soft, p.pale)
    s.clouds(p.accent, 0.16, cell=60, stretch=3)
    s.disc(800, 340, 230, p.accent, 0.85)
    gull(s, 470, 250, 330, p.ink, -14)
    s.fill(curve([(452, 246), (560, 238), (640, 268), (560, 308), (470, 300), (452, 246)]), p.ink)
    s.disc(628, 254, 40, "ffffff")
    s.fill([(660, 244), (722, 262), (660, 272)], p.lamp)
    s.disc(640, 246, 6, p.ink)
    drone(s, 916, 236, 0.8, p.deep, p.ink, p.pale)
    for x, y, tilt in ((860, 392, 24), (930, 470, -38), (820, 540, 70)):
        book(s, x, y, 0.62, tilt, p.ink, "fffaf0")
    for n in range(5):
        s.stroke([(706, 190 - n * 22), (760 + n * 12, 150 - n * 26)], 4, p.ink, 0.7)


def heat_loop(s: Sheet, p: Palette) -> None:
    """One pipe: cold at the fish, warm at the swimmer."""
    s.sky(p.pale, mix(p.pale, p.soft, 0.5), bottom=250)
    s.fill([(-10, 250), (1210, 250), (1210, 640), (-10, 640)], p.deep)
    s.clouds(p.ink, 0.16, cell=60, stretch=2)
    town(s, mix(p.mid, p.soft, 0.5), 252, low=40, high=110)
    for n in range(4):
        s.stroke(
            [(0, 292 + n * 88), (1200, 292 + n * 88 + s.chance.uniform(-8, 8))], 2, p.soft, 0.2
        )
    loop = curve(
        [
            (210, 330),
            (210, 440),
            (260, 520),
            (420, 530),
            (560, 440),
            (700, 400),
            (860, 470),
            (980, 500),
            (1010, 420),
            (1010, 330),
        ]
    )
    s.stroke([(x + 5, y + 9) for x, y in loop], 48, "000000", 0.3, blur=6)
    s.stroke(loop, 46, p.ink)
    for n, (a, b) in enumerate(itertools.pairwise(loop)):
        s.stroke([a, b], 30, mix(p.soft, p.accent, n / len(loop)))
    for x, y in loop[6::12]:
        s.disc(x, y, 5, "ffffff", 0.8)
    s.box(90, 250, 250, 94, p.mid, r=8)
    for n in range(3):
        _cod(s, p, 144 + n * 68, 296 + 8 * (n % 2))
    s.box(850, 250, 300, 96, p.accent, r=8)
    s.box(862, 262, 276, 72, mix(p.accent, p.lamp, 0.75), r=6)
    for n in range(3):
        line = curve([(866 + k * 30, 280 + n * 18 + 4 * (k % 2)) for k in range(10)])
        s.stroke(line, 2.4, "ffffff", 0.8)
    s.disc(1010, 272, 15, p.ink)
    s.stroke(curve([(1010, 290), (970, 282), (930, 296)]), 9, p.ink)
    for n in range(3):
        s.stroke(
            curve(
                [(930 + n * 70, 236), (920 + n * 70, 206), (940 + n * 70, 180), (928 + n * 70, 150)]
            ),
            5,
            "ffffff",
            0.6,
            blur=2,
        )


def _cod(s: Sheet, p: Palette, x: float, y: float) -> None:
    body = [
        *curve([(-26, 0), (0, -13), (30, 0)]),
        *curve([(30, 0), (0, 13), (-26, 0)]),
        (-40, 12),
        (-34, 0),
        (-40, -12),
    ]
    s.fill([(x + a, y + b) for a, b in body], p.pale)
    s.disc(x + 18, y - 3, 2.4, p.ink)


def quayside_words(s: Sheet, p: Palette) -> None:
    """Drizzle that is written: rows of strokes that talk, one in another colour."""
    s.sky(p.mid, p.soft, p.pale)
    s.clouds(p.deep, 0.2, cell=70)
    points: list[Point] = []
    for row in range(12):
        x = 60.0 + (row % 3) * 24
        while x < 1150:
            wide = s.chance.uniform(10, 66)
            y = 60 + row * 36 + 6 * math.sin(x / 90)
            tone = p.accent if s.chance.random() < 0.06 else mix(p.ink, p.deep, s.chance.random())
            s.stroke([(x, y), (x - 9, y + 21)], 5, tone, 0.85)
            if wide > 38:
                s.stroke([(x + 12, y + 20), (x + wide - 12, y + 20)], 4, tone, 0.7)
            points.append((x, y))
            x += wide + 8
    s.fade(p.pale, 300, 470, 0, 0.55)
    s.sky(mix(p.deep, p.mid, 0.4), p.ink, top=500)
    for n in range(26):
        x, y = s.chance.uniform(20, 1180), 516 + s.chance.random() * 100
        for k in range(3):
            s.stroke(
                arc(x, y, 8 + k * 13 + n * 0.2, 0, 360, flat=0.28), 1.8, p.pale, 0.6 - k * 0.18
            )
    s.fill([*arc(600, 470, 118, 180, 360)], p.accent)
    for n in range(1, 4):
        s.stroke(
            [*arc(600, 470, 118 - 0.2 * n, 180 + n * 45, 181 + n * 45), (600, 360)], 2, p.ink, 0.4
        )
    for n in range(4):
        s.fill(arc(600 - 88 + n * 59, 470, 30, 180, 360, flat=0.5), mix(p.mid, p.deep, 0.2))
    s.stroke([(600, 352), (600, 560)], 6, p.ink)
    s.stroke(arc(588, 560, 12, 0, 170), 6, p.ink)
    s.fade(p.ink, 580, HEIGHT, 0, 0.3)
