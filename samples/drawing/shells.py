"""Oysters and limpets."""

import math

from .palettes import Palette
from .parts import gull, hills, water
from .sheet import HEIGHT, Sheet, arc, curve, mix, turned


def oyster_wall(s: Sheet, p: Palette) -> None:
    """A wall of six-sided blocks against the sea, some of them grown over."""
    s.sky(p.pale, p.soft, bottom=300)
    s.clouds(p.mid, 0.2, cell=60, stretch=4)
    s.disc(930, 120, 52, p.accent, 0.9)
    gull(s, 300, 110, 26, p.ink, -8)
    gull(s, 360, 150, 15, p.ink, 4)
    hills(s, mix(p.soft, p.mid, 0.6), 236, 34)
    water(s, p, 234, bands=4, calm=12)
    tones = [p.deep, mix(p.deep, p.mid, 0.4), mix(p.deep, p.ink, 0.4), p.mid]
    for row in range(6):
        for column in range(-1, 13):
            x, y = column * 104 + (row % 2) * 52, 300 + row * 78 - column * 9
            block = arc(x, y, 50, 30, 390)
            corners = block[:: max(1, (len(block) - 1) // 6)][:6]
            s.fill(corners, s.chance.choice(tones))
            s.stroke([*corners, corners[0]], 2, p.pale, 0.22)
            if s.chance.random() < 0.3 + row * 0.04:
                _shells(s, p, x, y)
    s.fade(p.ink, 430, HEIGHT, 0, 0.55)


def _shells(s: Sheet, p: Palette, x: float, y: float) -> None:
    for _ in range(s.chance.randint(3, 7)):
        oyster(
            s,
            p,
            x + s.chance.gauss(0, 19),
            y + s.chance.gauss(0, 17),
            s.chance.uniform(9, 17),
            s.chance.uniform(0, 360),
        )


def oyster(s: Sheet, p: Palette, x: float, y: float, size: float, turn: float) -> None:
    """Draw an oyster shell, ridge upon ridge, with its pearl-coloured lip."""
    for n in range(5):
        k = 1 - n * 0.19
        shell = curve(
            [
                (-0.9 * k, 0.3 * n / 5),
                (-0.5 * k, -0.66 * k),
                (0.3 * k, -0.8 * k),
                (1.0 * k, -0.1),
                (0.6 * k, 0.62 * k),
                (-0.3 * k, 0.7 * k),
                (-0.9 * k, 0.3 * n / 5),
            ],
            6,
        )
        s.fill(turned(shell, x, y, turn, size), mix(mix(p.ink, p.mid, 0.5), p.pale, n / 4.4))


def oyster_reef(s: Sheet, p: Palette) -> None:
    """Shells laid like roof tiles, a few of them open."""
    s.sky(p.ink, p.deep)
    tones = [p.deep, mix(p.deep, p.mid, 0.6), p.mid, mix(p.mid, p.soft, 0.5)]
    for row in range(15):
        for column in range(-1, 12):
            x, y = column * 112 + (row % 2) * 56, -20 + row * 50
            kind = s.chance.random()
            _scale(s, p, x, y, p.accent if kind < 0.04 else s.chance.choice(tones))
            if 0.04 < kind < 0.1:
                s.glow(x, y + 14, 84, p.lamp, 0.5)
                s.disc(x, y + 14, 14, mix(p.pale, "ffffff", 0.5))
                s.disc(x - 4, y + 10, 4, "ffffff")
    s.fade(p.ink, 380, HEIGHT, 0, 0.5)


def _scale(s: Sheet, p: Palette, x: float, y: float, tone: str) -> None:
    for n in range(5):
        s.disc(
            x, y, 60 - n * 11, mix(mix(tone, p.ink, 0.3), p.pale, n * 0.1 if n % 2 else n * 0.06)
        )
    s.ring(x, y, 60, 1.6, p.pale, 0.3)


def limpet_home(s: Sheet, p: Palette) -> None:
    """A limpet's walk, as a dotted line that ends where it began."""
    s.sky(p.pale, p.soft)
    s.clouds(p.mid, 0.26, cell=50, stretch=1)
    for _ in range(900):
        s.disc(
            s.chance.uniform(0, 1200),
            s.chance.uniform(0, 630),
            s.chance.uniform(0.7, 3),
            s.chance.choice([p.mid, p.deep, p.pale]),
            0.3,
        )
    for n in range(5):
        crack = [(x, 90 + n * 130 + s.chance.gauss(0, 16)) for x in range(-20, 1240, 60)]
        s.stroke(curve(crack), s.chance.uniform(1, 2.4), p.deep, 0.35)
    path = curve(
        [
            (330, 400),
            (420, 240),
            (600, 160),
            (820, 190),
            (930, 320),
            (850, 450),
            (660, 470),
            (480, 500),
            (330, 400),
        ]
    )
    for x, y in path[::3]:
        s.disc(x, y, 5.5, p.accent)
    for x, y, r in (
        (330, 400, 86),
        (1050, 150, 54),
        (150, 150, 46),
        (1060, 520, 62),
        (610, 325, 40),
    ):
        _limpet(s, p, x, y, r)


def _limpet(s: Sheet, p: Palette, x: float, y: float, r: float) -> None:
    s.disc(x + r * 0.1, y + r * 0.16, r * 1.04, "000000", 0.3, blur=r * 0.1)
    edge = [
        (
            x + r * (1 + 0.05 * (n % 2)) * math.cos(n / 22 * math.pi),
            y + r * (1 + 0.05 * (n % 2)) * math.sin(n / 22 * math.pi),
        )
        for n in range(44)
    ]
    s.fill(edge, p.deep)
    for n in range(5):
        s.disc(
            x - n * r * 0.02, y - n * r * 0.03, r * (0.92 - n * 0.2), mix(p.mid, p.pale, n * 0.22)
        )
    for a, b in edge[::2]:
        s.stroke([(x - r * 0.06, y - r * 0.1), (a, b)], r * 0.018, p.ink, 0.35)
    s.disc(x - r * 0.08, y - r * 0.12, r * 0.1, p.ink, 0.7)
