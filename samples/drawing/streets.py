"""The streets: trams, rain, a queue."""

from PIL import Image

from .palettes import Palette
from .parts import rain, stars, town
from .sheet import Sheet, arc, mix, turned


def tram(
    s: Sheet, x: float, y: float, size: float, body: str, roof: str, glass: str, dark: str
) -> None:
    """Draw a tram seen from the side, its rails at y, its middle at x."""
    k = size
    s.box(x - 300 * k, y - 176 * k, 600 * k, 146 * k, body, r=22 * k)
    s.box(x - 292 * k, y - 190 * k, 584 * k, 22 * k, roof, r=8 * k)
    s.box(x - 300 * k, y - 74 * k, 600 * k, 12 * k, roof)
    for n in range(9):
        if n in {2, 6}:
            s.box(x + (-282 + n * 64) * k, y - 158 * k, 50 * k, 122 * k, dark, r=5 * k)
            for half in (0, 26):
                s.box(x + (-279 + n * 64 + half) * k, y - 154 * k, 20 * k, 112 * k, glass, r=4 * k)
        else:
            s.box(x + (-282 + n * 64) * k, y - 156 * k, 52 * k, 64 * k, glass, r=6 * k)
    for wheel in (-210, -150, 150, 210):
        s.disc(x + wheel * k, y - 22 * k, 22 * k, dark)
        s.disc(x + wheel * k, y - 22 * k, 8 * k, roof)
    s.box(x - 270 * k, y - 36 * k, 540 * k, 12 * k, dark)
    s.stroke(
        [(x - 10 * k, y - 190 * k), (x + 32 * k, y - 236 * k), (x - 6 * k, y - 276 * k)],
        4 * k,
        dark,
    )
    s.stroke([(x - 34 * k, y - 278 * k), (x + 22 * k, y - 278 * k)], 5 * k, dark)
    s.disc(x + 290 * k, y - 52 * k, 8 * k, glass)


def passengers(s: Sheet, x: float, y: float, size: float, code: str) -> None:
    """Fill a tram's windows with heads and shoulders."""
    for n in (0, 1, 3, 4, 5, 7, 8):
        for shift in (14, 36):
            if s.chance.random() < 0.62:
                a, b = x + (-282 + n * 64 + shift) * size, y - s.chance.uniform(112, 120) * size
                s.disc(a, b, 7.5 * size, code)
                s.box(
                    a - 10 * size,
                    b + 7 * size,
                    20 * size,
                    max(1, y - 93 * size - b - 7 * size),
                    code,
                    r=3,
                )


def tram_rain(s: Sheet, p: Palette) -> None:
    """A lit tram in the rain and its reflection in the street."""
    s.sky(p.ink, p.deep, p.mid, bottom=470)
    s.clouds(p.soft, 0.16, cell=80)
    town(s, mix(p.mid, p.deep, 0.5), 440, low=160, high=290, alpha=0.75)
    town(s, mix(p.deep, p.ink, 0.55), 446, low=70, high=180, lit=p.lamp)
    s.sky(mix(p.deep, p.ink, 0.4), p.ink, top=444)
    s.stroke([(0, 190), (600, 206), (1200, 190)], 2, p.ink)
    s.glow(560, 380, 420, p.lamp, 0.35)
    tram(s, 560, 476, 1.0, p.accent, mix(p.accent, p.ink, 0.45), p.lamp, p.ink)
    passengers(s, 560, 476, 1.0, mix(p.accent, p.ink, 0.7))
    s.glow(850, 424, 120, p.lamp, 0.9)
    _reflection(s, p, 484)
    rain(s, p.pale, count=240)


def _reflection(s: Sheet, p: Palette, y: float) -> None:
    s.stroke([(0, y), (1200, y)], 3, p.soft, 0.5)
    for _ in range(170):
        depth = s.chance.random()
        x = s.chance.gauss(560, 170)
        tone = s.chance.choice([p.lamp, p.lamp, p.accent, p.soft])
        half = s.chance.uniform(8, 40)
        s.stroke(
            [(x - half, y + 8 + depth * 130), (x + half, y + 8 + depth * 130)],
            2.4,
            tone,
            0.4 * (1 - depth * 0.7),
        )
    for n in range(5):
        s.stroke([(0, y + 20 + n * 26), (1200, y + 20 + n * 26)], 1.2, p.ink, 0.5)


def tram_night(s: Sheet, p: Palette) -> None:
    """A tram that climbs the hill under the moon."""
    s.sky(p.ink, p.deep, p.mid)
    stars(s, 360, 200)
    s.glow(930, 150, 260, p.lamp, 0.5)
    outer, inner = arc(0, 0, 66, -90, 90), [(x * 0.4, y) for x, y in arc(0, 0, 66, 90, -90)]
    s.fill(turned([*outer, *inner], 918, 150, 25), p.lamp)
    slope = [(-10, 560), (1210, 330), (1210, 640), (-10, 640)]
    for n in range(15):
        x = -30 + n * 86
        base = 556 - x * 0.19
        w, h = 78, s.chance.uniform(70, 190)
        s.fill(
            [
                (x, base + 30),
                (x, base - h),
                (x + w / 2, base - h - 34),
                (x + w, base - h),
                (x + w, base + 30),
            ],
            mix(p.deep, p.ink, s.chance.uniform(0.2, 0.6)),
        )
        for k in range(5):
            if s.chance.random() < 0.5:
                s.box(
                    x + 14 + (k % 2) * 34,
                    base - h + 18 + (k // 2) * 34,
                    15,
                    20,
                    p.lamp,
                    s.chance.uniform(0.5, 0.95),
                )
    s.fill(slope, p.ink)
    side = Sheet("the tram alone")
    tram(side, 600, 400, 0.74, p.pale, p.accent, p.lamp, "040810")
    _lay_turned(s, side, 560, 350, 10.7)
    s.stroke([(-10, 358), (1210, 126)], 1.8, p.soft, 0.5)
    s.glow(768, 362, 150, p.lamp, 0.85)


def _lay_turned(s: Sheet, part: Sheet, x: float, y: float, degrees: float) -> None:
    # What was drawn on black is laid on: everything that is not black.
    box = (300 * 2, 170 * 2, 900 * 2, 420 * 2)
    piece = part.image.crop(box).rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
    mask = piece.convert("L").point(lambda value: 255 if value > 3 else 0)
    s.image.paste(piece, (round(x * 2 - piece.width / 2), round(y * 2 - piece.height / 2)), mask)


def tram_speech(s: Sheet, p: Palette) -> None:
    """A tram's front, face on, with one small speech bubble."""
    s.sky(p.pale, p.soft)
    s.clouds(p.mid, 0.14, cell=70)
    s.disc(600, 330, 292, p.accent, 0.9)
    s.fill([(-10, 560), (1210, 560), (1210, 640), (-10, 640)], p.ink)
    for side in (-1, 1):
        s.stroke([(600 + side * 76, 560), (600 + side * 150, 640)], 6, p.soft)
    s.box(430, 150, 340, 410, p.deep, r=60)
    s.box(430, 420, 340, 36, p.pale)
    s.box(462, 206, 276, 168, p.ink, r=26)
    s.box(470, 214, 260, 152, mix(p.mid, p.pale, 0.35), r=22)
    s.fill([(520, 214), (600, 214), (520, 366), (470, 366), (470, 320)], "ffffff", 0.18)
    s.box(520, 164, 160, 32, p.ink, r=8)
    s.box(528, 170, 20, 20, p.lamp, r=3)
    for n in range(5):
        s.box(560 + n * 22, 174, 15, 12, p.lamp, 0.85, r=2)
    for side in (-1, 1):
        s.disc(600 + side * 118, 492, 26, p.ink)
        s.disc(600 + side * 118, 492, 20, p.lamp)
        s.glow(600 + side * 118, 492, 70, p.lamp, 0.6)
    s.stroke(arc(600, 470, 44, 25, 155), 6, p.pale)
    s.box(862, 136, 208, 118, "ffffff", r=30)
    s.fill([(890, 236), (830, 292), (940, 250)], "ffffff")
    for n, (wide, tone) in enumerate(((130, p.deep), (88, p.accent))):
        s.box(900, 172 + n * 30, wide, 13, tone, r=6)


def quiet_city(s: Sheet, p: Palette) -> None:
    """A night square by lamplight: one telephone box and a patient queue."""
    s.sky(p.ink, p.deep, p.mid, bottom=500)
    stars(s, 330, 260)
    town(s, mix(p.deep, p.ink, 0.4), 500, low=130, high=270, alpha=0.9)
    s.sky(mix(p.deep, p.ink, 0.3), p.ink, top=498)
    s.glow(330, 330, 360, p.lamp, 0.75)
    s.fill([(240, 540), (420, 540), (560, 600), (100, 600)], p.lamp, 0.22, blur=12)
    s.box(262, 206, 136, 334, p.accent, r=8)
    s.fill([*arc(330, 214, 68, 180, 360)], p.accent)
    s.box(278, 262, 104, 250, p.ink, r=3)
    for row in range(6):
        for column in range(3):
            s.box(282 + column * 34, 266 + row * 41, 29, 36, p.lamp, r=2)
    s.box(282, 222, 96, 24, p.pale, r=3)
    for n in range(9):
        x, h = 462 + n * 74, s.chance.uniform(118, 154)
        _waiting(
            s,
            x,
            556 + (n % 2) * 8,
            h,
            mix(p.ink, p.mid, 0.12 + 0.05 * n),
            p.pale if n % 4 == 1 else p.accent,
        )


def _waiting(s: Sheet, x: float, y: float, h: float, coat: str, scarf: str) -> None:
    s.fill(arc(x, y + 2, h * 0.24, 0, 360, flat=0.2), "000000", 0.4, blur=3)
    s.disc(x, y - h * 0.9, h * 0.1, mix(coat, "f0d0b0", 0.55))
    s.fill(
        [
            (x - h * 0.13, y - h * 0.78),
            (x + h * 0.13, y - h * 0.78),
            (x + h * 0.2, y - h * 0.2),
            (x - h * 0.2, y - h * 0.2),
        ],
        coat,
    )
    for side in (-1, 1):
        s.box(
            x + side * h * 0.07 - h * 0.04,
            y - h * 0.22,
            h * 0.08,
            h * 0.22,
            mix(coat, "000000", 0.3),
        )
    s.box(x - h * 0.1, y - h * 0.81, h * 0.2, h * 0.06, scarf, r=3)
    s.fill([*arc(x, y - h * 0.93, h * 0.105, 180, 360)], mix(coat, "000000", 0.2))
