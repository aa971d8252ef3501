"""Above the weather: satellites and a greenhouse."""

import math

from .palettes import Palette
from .parts import stars
from .sheet import HEIGHT, Sheet, arc, curve, mix, turned


def petrel(
    s: Sheet, x: float, y: float, size: float, tilt: float, body: str, wing: str, line: str
) -> None:
    """Draw a small satellite with two wings of cells."""
    for side in (-1, 1):
        s.stroke(turned([(side * 22, 0), (side * 44, 0)], x, y, tilt, size), 4 * size, line)
        s.fill(
            turned(
                [(side * 44, -26), (side * 150, -26), (side * 150, 26), (side * 44, 26)],
                x,
                y,
                tilt,
                size,
            ),
            wing,
        )
        for n in range(1, 6):
            at = side * (44 + n * 17.6)
            s.stroke(turned([(at, -26), (at, 26)], x, y, tilt, size), 1.5 * size, line, 0.8)
        s.stroke(turned([(side * 44, 0), (side * 150, 0)], x, y, tilt, size), 1.5 * size, line, 0.8)
    s.fill(turned([(-24, -32), (24, -32), (24, 32), (-24, 32)], x, y, tilt, size), body)
    s.fill(turned([(4, -32), (24, -32), (24, 32), (4, 32)], x, y, tilt, size), line, 0.25)
    s.fill(turned([(-12, 32), (12, 32), (20, 54), (-20, 54)], x, y, tilt, size), line)
    s.stroke(turned([(0, -32), (0, -64)], x, y, tilt, size), 2 * size, body)
    s.disc(*turned([(0, -66)], x, y, tilt, size)[0], 4 * size, wing)


def petrel_glow(s: Sheet, p: Palette) -> None:
    """A satellite over the curve of the night side, a blue stain below."""
    s.sky(mix(p.ink, "000000", 0.4), p.ink)
    stars(s, 420, 260)
    s.glow(640, 1290, 1240, p.soft, 0.9)
    s.disc(640, 1330, 940, mix(p.soft, p.mid, 0.3), 0.5, blur=12)
    s.disc(640, 1336, 934, p.ink)
    for _ in range(46):
        x = s.chance.gauss(600, 190)
        top = 1336 - math.sqrt(max(0, 934**2 - (x - 640) ** 2))
        y = top + 24 + s.chance.random() * 150
        path = curve(
            [
                (x - s.chance.uniform(40, 160), y + 8),
                (x - 20, y - 6),
                (x + 60, y + 6),
                (x + s.chance.uniform(90, 200), y - 4),
            ]
        )
        s.stroke(
            path,
            s.chance.uniform(2, 12),
            s.chance.choice([p.soft, p.mid, p.pale]),
            s.chance.uniform(0.12, 0.55),
            blur=s.chance.choice([0, 1.5, 4]),
        )
    for _ in range(120):
        x = s.chance.choice([s.chance.gauss(150, 70), s.chance.gauss(1080, 60)])
        top = 1336 - math.sqrt(max(0, 934**2 - (x - 640) ** 2))
        s.disc(
            x,
            top + 16 + s.chance.random() * 120,
            s.chance.uniform(0.7, 2),
            p.accent,
            s.chance.uniform(0.4, 0.95),
        )
    petrel(s, 846, 186, 1.05, -24, p.pale, p.mid, p.ink)
    s.fill(turned([(0, 54), (-150, 330), (150, 330)], 846, 186, 24, 1), p.pale, 0.10, blur=6)


def petrel_orbit(s: Sheet, p: Palette) -> None:
    """Orbits as fine rings around a planet in flat colours."""
    s.sky(p.pale, mix(p.pale, p.soft, 0.7))
    s.clouds(p.soft, 0.3, cell=80)
    for n in range(6):
        s.stroke(
            turned(arc(0, 0, 250 + n * 62, 0, 360, flat=0.36), 600, 320, -17), 1.4, p.deep, 0.34
        )
    s.disc(600, 320, 158, p.deep)
    land = [
        (-150, -40),
        (-90, -92),
        (-20, -70),
        (26, -112),
        (84, -96),
        (70, -30),
        (10, -4),
        (-30, 52),
        (-84, 40),
    ]
    s.fill([(600 + x, 320 + y) for x, y in curve([*land, land[0]])], p.mid)
    s.fill(
        [
            (600 + x, 320 + y)
            for x, y in curve([(30, 60), (90, 26), (126, 60), (84, 116), (36, 112), (30, 60)])
        ],
        p.mid,
    )
    s.fill([*arc(600, 320, 159, -52, 128), *reversed(arc(566, 290, 170, -40, 112))], p.ink, 0.45)
    for n, (turn, tone) in enumerate(((196, p.accent), (322, p.ink), (70, p.accent), (148, p.mid))):
        x, y = turned([arc(0, 0, 250 + n * 62, turn, turn + 1, flat=0.36)[0]], 600, 320, -17)[0]
        trail = turned(arc(0, 0, 250 + n * 62, turn - 34, turn, flat=0.36), 600, 320, -17)
        s.stroke(trail, 4, tone, 0.8)
        petrel(
            s, x, y, 0.4 + 0.06 * n, turn - 30, tone, p.ink if tone != p.ink else p.accent, p.pale
        )


def greenhouse(s: Sheet, p: Palette) -> None:
    """A glass drum in orbit with a garden in it, and one red fruit."""
    s.sky(p.ink, mix(p.ink, p.deep, 0.6))
    stars(s, HEIGHT, 260)
    s.disc(1130, 700, 420, p.deep)
    s.disc(1130, 700, 420, p.mid, 0.3, blur=20)
    s.glow(600, 300, 460, p.soft, 0.4)
    for side in (-1, 1):
        for n in range(3):
            s.box(600 + side * 350 - 48, 130 + n * 122, 96, 108, p.deep)
            for m in range(1, 4):
                s.box(600 + side * 350 - 48 + m * 24, 130 + n * 122, 2, 108, p.soft, 0.5)
        s.box(min(600, 600 + side * 300), 300, 300, 12, p.soft, 0.8)
    s.disc(600, 306, 232, p.pale, 0.25)
    s.disc(600, 306, 218, mix(p.deep, p.mid, 0.5))
    s.fill([*arc(600, 306, 218, 20, 160)], mix(p.ink, p.accent, 0.25))
    for x, tall, lean in (
        (470, 150, -30),
        (540, 220, 14),
        (610, 260, -10),
        (684, 210, 26),
        (740, 130, 40),
    ):
        _plant(s, p, x, 396, tall, lean)
    s.disc(640, 292, 44, "000000", 0.25, blur=8)
    s.disc(634, 284, 44, p.accent)
    s.disc(620, 268, 13, p.lamp, 0.6)
    for turn in range(200, 341, 28):
        s.fill([(634, 244), *arc(634, 246, 26, turn, turn + 9)], p.soft)
    s.ring(600, 306, 225, 9, p.pale)
    for turn in (30, 90, 150):
        s.stroke(
            [arc(600, 306, 225, turn, turn + 1)[0], arc(600, 306, 225, turn + 180, turn + 181)[0]],
            2.4,
            p.pale,
            0.35,
        )
    s.stroke(arc(600, 306, 196, 200, 262), 9, "ffffff", 0.4)


def _plant(s: Sheet, p: Palette, x: float, y: float, tall: float, lean: float) -> None:
    stem = curve([(x, y), (x + lean * 0.3, y - tall * 0.5), (x + lean, y - tall)])
    s.stroke(stem, 5, mix(p.soft, p.ink, 0.35))
    for n, (a, b) in enumerate(stem[4::4]):
        side = -1 if n % 2 else 1
        leaf = [
            *curve([(0, 0), (side * 26, -18), (side * 58, -8)]),
            *curve([(side * 58, -8), (side * 28, 10), (0, 0)]),
        ]
        s.fill([(a + u, b + v) for u, v in leaf], mix(p.soft, p.mid, 0.3 * (n % 3)))
