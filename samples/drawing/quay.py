"""The quay: a wave over it, a propeller on it."""

from .palettes import Palette
from .parts import rain, stars, town
from .sheet import HEIGHT, Sheet, curve, mix, turned


def storm_quay(s: Sheet, p: Palette) -> None:
    """A wave over the mole, rain across the lamps."""
    s.sky(p.ink, p.deep, p.mid)
    s.clouds(p.ink, 0.55, cell=70, stretch=3)
    s.clouds(p.soft, 0.18, cell=40, stretch=4)
    town(s, mix(p.deep, p.ink, 0.5), 470, low=50, high=150, lit=p.lamp)
    s.sky(p.deep, p.ink, top=468)
    for n in range(6):
        x = 90 + n * 205
        s.stroke([(x, 500), (x, 372)], 5, p.ink)
        s.glow(x, 366, 110, p.lamp, 0.8)
        s.disc(x, 366, 8, p.lamp)
    _wave(s, p)
    for _ in range(420):
        drop = s.chance.gauss(790, 120), s.chance.gauss(270, 80)
        s.disc(*drop, s.chance.uniform(0.8, 4.2), p.pale, s.chance.uniform(0.25, 0.85))
    rain(s, p.pale, count=260, slant=0.55)


def _wave(s: Sheet, p: Palette) -> None:
    crest = curve(
        [
            (1230, 640),
            (1180, 360),
            (1060, 230),
            (920, 196),
            (800, 236),
            (760, 310),
            (806, 290),
            (850, 300),
            (842, 360),
            (780, 430),
            (620, 500),
            (330, 540),
            (-30, 560),
        ]
    )
    s.fill([*crest, (-30, 640)], mix(p.mid, p.soft, 0.15))
    inner = curve(
        [
            (1230, 640),
            (1150, 420),
            (1040, 300),
            (930, 262),
            (862, 290),
            (900, 350),
            (850, 440),
            (700, 520),
            (420, 580),
            (-30, 604),
        ]
    )
    s.fill([*inner, (-30, 640)], mix(p.deep, p.mid, 0.35))
    s.fade(p.ink, 470, HEIGHT, 0, 0.6)
    for n in range(9):
        share = (n + 1) / 10
        face = [
            (a + (c - a) * share, b + (d - b) * share)
            for (a, b), (c, d) in zip(crest, inner, strict=False)
        ]
        s.stroke(face[22 + n * 3 : 150 - n * 4], 2, p.pale, 0.22)
    s.stroke(crest[26:], 6, p.pale, 0.8)


def moored(s: Sheet, p: Palette) -> None:
    """A single brass propeller on the quay by night."""
    s.sky(p.deep, p.ink)
    stars(s, 300, 60)
    s.clouds(p.mid, 0.22, cell=90)
    s.glow(600, 300, 480, p.accent, 0.42)
    blade = [
        *curve([(0, -20), (-66, -96), (-70, -190), (-6, -232), (64, -196), (52, -100), (0, -20)])
    ]
    for n in range(4):
        _blade(s, p, blade, 90 * n + 22)
    s.disc(600, 310, 52, mix(p.accent, p.ink, 0.35))
    s.disc(596, 304, 40, p.accent)
    s.disc(588, 294, 15, p.lamp, 0.8)
    s.fade(p.ink, HEIGHT - 150, HEIGHT, 0, 0.85)


def _blade(s: Sheet, p: Palette, blade: list[tuple[float, float]], turn: float) -> None:
    s.fill(turned(blade, 612, 322, turn), "000000", 0.35, blur=10)
    s.fill(turned(blade, 600, 310, turn), mix(p.accent, p.ink, 0.28))
    s.fill(
        turned([(a * 0.62 - 10, b * 0.9 - 6) for a, b in blade], 600, 310, turn),
        p.accent,
        0.9,
        blur=6,
    )
    s.fill(
        turned([(a * 0.2 - 24, b * 0.7 - 20) for a, b in blade], 600, 310, turn),
        p.lamp,
        0.6,
        blur=8,
    )
