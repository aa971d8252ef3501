"""Things that compute and things that store."""

import math

from .palettes import Palette
from .parts import stars
from .sheet import HEIGHT, Sheet, arc, curve, mix


def block(s: Sheet, x: float, y: float, w: float, h: float, d: float, face: str, ink: str) -> None:
    """Draw a box seen from above its corner; (x, y) is its lowest point, w, d its two sides."""
    ax, ay, bx, by = -w * 0.87, -w * 0.5, d * 0.87, -d * 0.5
    s.fill([(x, y), (x + ax, y + ay), (x + ax, y + ay - h), (x, y - h)], mix(face, ink, 0.18))
    s.fill([(x, y), (x + bx, y + by), (x + bx, y + by - h), (x, y - h)], mix(face, ink, 0.45))
    s.fill(
        [(x, y - h), (x + ax, y + ay - h), (x + ax + bx, y + ay + by - h), (x + bx, y + by - h)],
        mix(face, "ffffff", 0.12),
    )


def servers(s: Sheet, p: Palette) -> None:
    """Processors up a round stair: the inside of a tower, looking up."""
    s.sky(p.ink, p.ink)
    for n in range(11):
        r = 760 * 0.8**n
        s.disc(600, 315, r, mix(p.ink, p.mid, n / 13))
        for k in range(26):
            turn = k * 360 / 26 + n * 9
            inner, outer = (
                arc(600, 315, r * 0.84, turn, turn + 8.6),
                arc(600, 315, r * 0.95, turn, turn + 8.6),
            )
            lit = s.chance.random()
            tone = p.lamp if lit < 0.2 else p.accent if lit < 0.3 else mix(p.mid, p.soft, n / 11)
            s.fill([*outer, *reversed(inner)], tone, 0.9 if lit < 0.3 else 0.5)
    s.disc(600, 315, 62, p.lamp)
    s.glow(600, 315, 330, p.lamp, 0.8)
    for turn in range(8, 368, 45):
        s.stroke(
            [arc(600, 315, 62, turn, turn + 1)[0], arc(600, 315, 800, turn + 24, turn + 25)[0]],
            3,
            p.ink,
            0.5,
        )


def salt_cells(s: Sheet, p: Palette) -> None:
    """Cells in rows, part of them charged, and a heap of salt."""
    s.sky(mix(p.pale, p.soft, 0.3), p.soft)
    s.clouds(p.mid, 0.12, cell=80)
    for row in range(5):
        for column in range(7):
            x = 600 + (column - row) * 82 + 60
            y = 250 + (column + row) * 47 - 50
            charged = (column * 3 + row * 5) % 7 > 2
            block(s, x, y, 62, 96, 62, p.accent if charged else p.deep, p.ink)
            s.fill(arc(x, y - 127, 17, 0, 360, flat=0.58), p.lamp if charged else p.mid)
            level = 74 if charged else 22
            s.fill(
                [
                    (x - 12, y - 14),
                    (x - 42, y - 31),
                    (x - 42, y - 31 - level),
                    (x - 12, y - 14 - level),
                ],
                p.lamp if charged else p.soft,
                0.55,
            )
    heap = curve(
        [(-20, 640), (40, 560), (130, 470), (190, 430), (250, 480), (340, 560), (430, 640)]
    )
    s.fill(heap, "ffffff")
    s.fill(
        [*curve([(190, 430), (250, 480), (340, 560), (430, 640)]), (210, 640), (170, 520)],
        p.soft,
        0.7,
    )
    for _ in range(170):
        s.disc(
            s.chance.gauss(210, 120),
            s.chance.uniform(540, 626),
            s.chance.uniform(0.8, 3),
            "ffffff",
            0.9,
        )


def biscuit_tin(s: Sheet, p: Palette) -> None:
    """A round tin with the lid off, and the weather that comes out of it."""
    s.sky(p.ink, p.deep, p.mid)
    stars(s, 260, 80)
    s.clouds(p.soft, 0.16, cell=90)
    s.glow(600, 410, 430, p.lamp, 0.6)
    for n in range(9):
        r = 40 + n * 34
        line = [
            (
                600 + r * (1.1 + 0.1 * math.sin(3 * t + n)) * math.cos(t) * (1 + n * 0.06),
                300 - n * 18 + r * 0.44 * math.sin(t),
            )
            for t in (k * math.pi / 50 for k in range(101))
        ]
        s.stroke(line, 4.4 - n * 0.3, p.pale, 0.85 - n * 0.075)
    for x, y, k in ((350, 190, 1.0), (840, 140, 1.2), (640, 90, 0.7)):
        _cloud(s, p, x, y, k)
    s.box(420, 400, 360, 170, p.accent, r=16)
    s.fill(arc(600, 570, 180, 0, 180, flat=0.2), p.accent)
    s.fill(arc(600, 404, 180, 0, 360, flat=0.2), mix(p.accent, p.ink, 0.45))
    s.fill(arc(600, 408, 164, 0, 360, flat=0.17), p.lamp)
    for n in range(4):
        wave = [
            (x, y + 446 + n * 34 - swell_at)
            for x, y, swell_at in (
                (
                    420 + k * 12,
                    22 * math.sqrt(max(0, 1 - ((k - 15) / 15) ** 2)),
                    5 * math.sin(k * 0.9 + n),
                )
                for k in range(31)
            )
        ]
        s.stroke(curve(wave, 4), 5, p.lamp if n % 2 else p.ink, 0.75)
    s.fill(arc(930, 540, 170, 0, 360, flat=0.2), mix(p.accent, p.ink, 0.4))
    s.fill(arc(930, 530, 170, 0, 360, flat=0.2), p.accent)
    s.fill(arc(930, 528, 128, 0, 360, flat=0.2), mix(p.accent, p.lamp, 0.35))
    s.fade(p.ink, 560, HEIGHT, 0, 0.5)


def _cloud(s: Sheet, p: Palette, x: float, y: float, k: float) -> None:
    for dx, dy, r in ((-60, 14, 34), (-20, -6, 46), (34, 2, 40), (72, 18, 28)):
        s.disc(x + dx * k, y + dy * k, r * k, p.pale, 0.95)
    s.box(x - 90 * k, y + 14 * k, 186 * k, 34 * k, p.pale, r=17 * k)
    for n in range(5):
        a, b = x + (-62 + n * 30) * k, y + 64 * k
        s.stroke([(a, b), (a - 9 * k, b + s.chance.uniform(20, 40) * k)], 4 * k, p.soft)
