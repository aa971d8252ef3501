"""On the water: ferries and buoys."""

from .palettes import Palette
from .parts import glitter, gull, hills, sun, water
from .sheet import HEIGHT, Sheet, curve, down_to, mix, swell


def ferry(
    s: Sheet, x: float, y: float, size: float, hull: str, house: str, stripe: str, glass: str
) -> None:
    """Draw a double-ended ferry whose waterline is at y."""
    k = size
    s.fill(
        [
            (x - 300 * k, y - 62 * k),
            (x + 300 * k, y - 62 * k),
            (x + 262 * k, y + 8 * k),
            (x - 262 * k, y + 8 * k),
        ],
        hull,
    )
    s.fill(
        [
            (x - 292 * k, y - 48 * k),
            (x + 292 * k, y - 48 * k),
            (x + 286 * k, y - 36 * k),
            (x - 286 * k, y - 36 * k),
        ],
        stripe,
    )
    s.box(x - 232 * k, y - 118 * k, 464 * k, 58 * k, house, r=6 * k)
    s.box(x - 176 * k, y - 166 * k, 352 * k, 50 * k, house, r=6 * k)
    s.box(x - 62 * k, y - 206 * k, 124 * k, 42 * k, house, r=8 * k)
    for n in range(15):
        s.box(x + (-216 + n * 29.4) * k, y - 104 * k, 20 * k, 24 * k, glass, r=3 * k)
    for n in range(11):
        s.box(x + (-160 + n * 29.4) * k, y - 154 * k, 20 * k, 20 * k, glass, r=3 * k)
    s.box(x - 52 * k, y - 197 * k, 104 * k, 15 * k, glass, r=3 * k)
    s.stroke([(x, y - 206 * k), (x, y - 262 * k)], 4 * k, hull)
    s.stroke([(x - 22 * k, y - 244 * k), (x + 22 * k, y - 244 * k)], 3 * k, hull)
    s.fill(
        [(x - 232 * k, y - 60 * k), (x - 176 * k, y - 166 * k), (x - 176 * k, y - 60 * k)],
        house,
        0.5,
    )


def kittiwake_crossing(s: Sheet, p: Palette) -> None:
    """The ferry in broad day, gulls around it, no smoke at all."""
    s.sky(p.soft, p.pale, bottom=420)
    s.clouds("ffffff", 0.35, cell=52, stretch=4)
    hills(s, mix(p.mid, p.pale, 0.5), 402, 90, length=520)
    hills(s, mix(p.mid, p.soft, 0.3), 406, 46, length=300)
    water(s, p, 404, bands=5, calm=6)
    ferry(s, 610, 476, 1.12, p.ink, mix(p.pale, "ffffff", 0.4), p.accent, p.deep)
    s.stroke(curve([(180, 492), (420, 484), (900, 484), (1010, 490)]), 9, "ffffff", 0.75)
    s.fill(
        curve(
            [(180, 492), (420, 486), (900, 486), (1010, 492), (1060, 540), (160, 540), (180, 492)]
        ),
        p.deep,
        0.4,
        blur=6,
    )
    for x, y, size, tilt in (
        (250, 180, 38, -14),
        (330, 250, 24, 6),
        (900, 130, 30, 10),
        (980, 190, 20, -6),
        (760, 90, 18, 0),
    ):
        gull(s, x, y, size, mix(p.ink, p.mid, 0.2), tilt)


def kittiwake_dawn(s: Sheet, p: Palette) -> None:
    """The early boat, lit, small on a wide flat sea."""
    s.sky(p.deep, p.mid, p.soft, p.pale, bottom=400)
    s.clouds(p.soft, 0.25, cell=46, stretch=7)
    sun(s, 900, 396, 54, p.lamp, p.lamp)
    hills(s, mix(p.mid, p.deep, 0.4), 398, 34, length=600)
    s.sky(p.soft, p.mid, p.deep, top=398)
    glitter(s, 900, 402, p.lamp, spread=50, count=120)
    ferry(s, 430, 424, 0.46, p.ink, p.deep, p.accent, p.lamp)
    s.glow(430, 376, 150, p.lamp, 0.35)
    for n in range(8):
        s.stroke(swell(s.chance, 440 + n * 25, 1.5 + n * 0.7, 300), 1.3, p.pale, 0.22)
    for x, y in ((300, 200), (336, 184), (372, 172), (408, 186), (446, 198)):
        gull(s, x, y, 12, p.ink)


def wave_farm(s: Sheet, p: Palette) -> None:
    """Buoys in a row on a swell that is also a chart."""
    s.sky(p.pale, mix(p.pale, p.lamp, 0.6), p.soft, bottom=360)
    s.clouds(p.soft, 0.3, cell=60, stretch=4)
    s.disc(330, 196, 78, p.accent, 0.92)
    for n in range(7):
        line = swell(s.chance, 300 + n * 56, 26, 320 + 30 * n)
        tone = mix(mix(p.soft, p.mid, 0.5), p.ink, n / 6.4)
        s.fill(down_to(line, HEIGHT + 10), tone)
        s.stroke(line, 2.4, p.pale, 0.5)
        if n in {1, 3, 5}:
            for k in range(6 - n // 2):
                x, y = line[round(len(line) * (k + 0.5 + 0.16 * n) / (6.6 - n // 2)) % len(line)]
                _buoy(s, p, x, y, 0.55 + n * 0.16)


def _buoy(s: Sheet, p: Palette, x: float, y: float, k: float) -> None:
    s.fill(
        [
            (x - 30 * k, y - 10 * k),
            (x + 30 * k, y - 10 * k),
            (x + 20 * k, y + 16 * k),
            (x - 20 * k, y + 16 * k),
        ],
        p.accent,
    )
    s.box(x - 32 * k, y - 18 * k, 64 * k, 10 * k, p.lamp, r=3)
    s.fill(
        [
            (x - 15 * k, y - 18 * k),
            (x - 5 * k, y - 70 * k),
            (x + 5 * k, y - 70 * k),
            (x + 15 * k, y - 18 * k),
        ],
        p.ink,
    )
    s.disc(x, y - 78 * k, 9 * k, p.lamp)
    s.ring(x, y - 78 * k, 17 * k, 2, p.lamp, 0.7)
