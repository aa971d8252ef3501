"""Over the water: light, weather, fog."""

import math

from .palettes import Palette
from .parts import glitter, hills, stars, town, water
from .sheet import HEIGHT, Point, Sheet, arc, curve, down_to, mix


def lighthouse(
    s: Sheet, x: float, y: float, size: float, wall: str, band: str, lamp: str, dark: str
) -> Point:
    """Draw a tower that stands on (x, y). Returns the place of its lamp."""
    k = size
    s.fill(
        [(x - 40 * k, y), (x - 25 * k, y - 240 * k), (x + 25 * k, y - 240 * k), (x + 40 * k, y)],
        wall,
    )
    for n in range(3):
        low, high = 60 + n * 70, 90 + n * 70
        half = [40 - 15 * h / 240 for h in (low, high)]
        s.fill(
            [
                (x - half[0] * k, y - low * k),
                (x - half[1] * k, y - high * k),
                (x + half[1] * k, y - high * k),
                (x + half[0] * k, y - low * k),
            ],
            band,
        )
    s.fill(
        [(x + 4 * k, y), (x + 4 * k, y - 240 * k), (x + 25 * k, y - 240 * k), (x + 40 * k, y)],
        dark,
        0.28,
    )
    s.box(x - 36 * k, y - 250 * k, 72 * k, 11 * k, dark)
    s.box(x - 19 * k, y - 286 * k, 38 * k, 36 * k, lamp)
    for n in (-19, -7, 5, 17):
        s.box(x + n * k, y - 286 * k, 2.4 * k, 36 * k, dark)
    s.fill([*arc(x, y - 286 * k, 24 * k, 180, 360)], dark)
    s.stroke([(x, y - 308 * k), (x, y - 330 * k)], 3 * k, dark)
    return x, y - 268 * k


def skerry_night(s: Sheet, p: Palette) -> None:
    """The lighthouse on its rock, the beam across the sheet."""
    s.sky(p.ink, p.deep, p.mid, bottom=470)
    stars(s, 400, 200)
    s.clouds(p.mid, 0.25, cell=70, stretch=4)
    water(s, p, 466, bands=5)
    x, y = 372, 202
    s.fill([(x, y - 5), (1240, 20), (1240, 250), (x, y + 5)], p.lamp, 0.30, blur=9)
    s.fill([(x, y - 3), (1240, 84), (1240, 196), (x, y + 3)], p.lamp, 0.34, blur=6)
    s.fill([(x, y), (-40, 236), (-40, 288), (x, y + 3)], p.lamp, 0.22, blur=6)
    s.fill(
        curve(
            [
                (180, 500),
                (230, 462),
                (310, 448),
                (372, 452),
                (440, 446),
                (520, 470),
                (590, 506),
                (180, 510),
            ]
        ),
        p.ink,
    )
    s.box(430, 422, 62, 34, mix(p.ink, p.deep, 0.6))
    s.fill([(424, 424), (461, 398), (498, 424)], p.ink)
    s.box(444, 432, 11, 12, p.lamp)
    lighthouse(s, 372, 456, 0.95, p.pale, p.accent, p.lamp, p.ink)
    s.glow(x, y, 190, p.lamp, 0.95)
    glitter(s, 700, 480, p.lamp, spread=260, count=90)


def storm_isobars(s: Sheet, p: Palette) -> None:
    """A storm as forecasters see it: rings that crowd, arrows, a coast."""
    s.sky(mix(p.deep, p.mid, 0.3), p.deep)
    s.clouds(p.mid, 0.4, cell=90, stretch=1.4)
    coast = curve(
        [
            (1220, -10),
            (1080, 60),
            (1110, 170),
            (1000, 240),
            (1040, 350),
            (930, 420),
            (980, 520),
            (890, 640),
        ]
    )
    s.fill([*coast, (1220, 640)], mix(p.soft, p.mid, 0.35))
    s.stroke(coast, 3, p.pale, 0.7)
    for n in range(13):
        r = 34 + n * 30 + n * n * 1.4
        ring = [
            (
                520 + (r + 14 * math.sin(3 * t + n * 0.4)) * 1.25 * math.cos(t),
                320 + (r + 12 * math.cos(2 * t)) * 0.86 * math.sin(t),
            )
            for t in (k * math.pi / 60 for k in range(121))
        ]
        s.stroke(ring, 4.6 - n * 0.26, p.pale, 0.85 - n * 0.05)
    for arm in range(2):
        sweep = [
            (
                520 + (28 + 2.5 * k) * 1.25 * math.cos(k / 26 + arm * math.pi),
                320 + (28 + 2.5 * k) * 0.86 * math.sin(k / 26 + arm * math.pi),
            )
            for k in range(120)
        ]
        s.stroke(sweep, 13, p.accent, 0.9)
        for x, y in sweep[12::13]:
            s.disc(x, y, 12, p.accent)
    s.disc(520, 320, 20, p.accent)
    s.disc(520, 320, 9, p.ink)
    track = curve([(40, 600), (200, 470), (520, 320), (740, 180), (820, 30)])
    for x, y in track[4::6]:
        s.disc(x, y, 4.5, p.lamp, 0.95)
    s.disc(952, 404, 11, p.accent)
    s.ring(952, 404, 20, 3, p.accent)


def fog_timelapse(s: Sheet, p: Palette) -> None:
    """The same window, many mornings: strips of one view, thick and thin."""
    s.sky(p.pale, p.soft)
    for n in range(12):
        thick = 0.04 + 0.8 * math.sin(n * 0.9 + 0.4) ** 2
        _morning(s, p, n * 100, thick, low=n % 5 == 2)
    for n in range(1, 12):
        s.box(n * 100 - 3, 0, 6, HEIGHT, p.pale)


def _morning(s: Sheet, p: Palette, x: float, thick: float, *, low: bool) -> None:
    strip = Sheet(f"strip {x}")
    strip.sky(
        mix(p.deep, p.pale, 0.35 + 0.5 * thick),
        mix(p.accent if low else p.soft, p.pale, thick),
        bottom=430,
    )
    strip.disc(700, 300, 70, p.lamp, 1 - thick * 0.6)
    strip.chance.seed("the same hills")
    hills(strip, mix(p.mid, p.pale, thick), 400, 60)
    strip.fill(down_to([(-10, 400), (1210, 400)], 640), mix(p.deep, p.pale, thick))
    lighthouse(
        strip,
        560,
        440,
        0.95,
        mix(p.pale, p.soft, 0.3),
        mix(p.accent, p.pale, thick),
        p.lamp,
        mix(p.ink, p.pale, thick),
    )
    lighthouse(
        strip,
        260,
        420,
        0.4,
        mix(p.mid, p.pale, thick),
        mix(p.mid, p.pale, thick),
        p.lamp,
        mix(p.deep, p.pale, thick),
    )
    town(strip, mix(p.ink, p.pale, thick * 0.9), 640, low=60, high=150)
    strip.fade(p.pale, 180, 430, 0, thick * 0.85)
    strip.fade(p.pale, 430, HEIGHT, thick * 0.85, 0.1)
    box = (round(x * 2), 0, round((x + 100) * 2), HEIGHT * 2)
    s.image.paste(strip.image.crop(box), box[:2])
