"""The harbour: cranes, boxes, tugs and their horns."""

from .palettes import Palette
from .parts import glitter, gull, hills, lattice, sun, town, water
from .sheet import Sheet, arc, curve, mix, swell


def jib_crane(
    s: Sheet, x: float, y: float, size: float, code: str, *, reach: float = 1, hook: float = 150
) -> tuple[float, float]:
    """Draw an old level-luffing crane that stands on (x, y). Returns where its hook hangs."""
    k = size
    for side in (-1, 1):
        lattice(
            s,
            (x + side * 62 * k, y),
            (x + side * 26 * k, y - 150 * k),
            15 * k,
            code,
            bays=9,
            line=3.6 * k,
        )
    s.box(x - 74 * k, y - 9 * k, 148 * k, 9 * k, code)
    s.box(x - 48 * k, y - 162 * k, 96 * k, 15 * k, code)
    s.fill(
        [
            (x - 52 * k, y - 162 * k),
            (x - 46 * k, y - 222 * k),
            (x + 16 * k, y - 228 * k),
            (x + 40 * k, y - 196 * k),
            (x + 40 * k, y - 162 * k),
        ],
        code,
    )
    tip = (x + reach * 262 * k, y - 392 * k)
    mast = (x - 22 * k, y - 312 * k)
    lattice(s, (x + 22 * k, y - 182 * k), tip, 17 * k, code, bays=16, line=3.2 * k)
    lattice(s, (x - 30 * k, y - 222 * k), mast, 17 * k, code, bays=5, line=3 * k)
    s.stroke([mast, tip], 2.4 * k, code)
    s.stroke([mast, (x - 86 * k, y - 226 * k)], 4 * k, code)
    s.box(x - 116 * k, y - 234 * k, 44 * k, 34 * k, code)
    s.disc(*tip, 6 * k, code)
    s.stroke([tip, (tip[0], tip[1] + hook * k)], 1.8 * k, code)
    return tip[0], tip[1] + hook * k


def first_lift(s: Sheet, p: Palette) -> None:
    """An old crane against the early sun, with one box in the air."""
    s.sky(p.deep, p.mid, p.soft, p.pale, bottom=460)
    s.clouds(p.accent, 0.20, cell=46, stretch=5)
    sun(s, 838, 372, 66, p.lamp, p.lamp)
    hills(s, mix(p.mid, p.soft, 0.45), 462, 40, alpha=0.9)
    town(s, mix(p.mid, p.deep, 0.35), 464, low=10, high=46, alpha=0.85)
    water(s, p, 462)
    glitter(s, 838, 466, p.lamp, spread=70, count=90)
    s.fill([(-10, 562), (590, 562), (612, 640), (-10, 640)], p.ink)
    for n in range(9):
        s.box(20 + n * 66, 556, 10, 12, p.ink)
    x, y = jib_crane(s, 318, 562, 1.22, p.ink, hook=120)
    s.stroke([(x, y), (x - 34, y + 30)], 2, p.ink)
    s.stroke([(x, y), (x + 34, y + 30)], 2, p.ink)
    s.box(x - 46, y + 30, 92, 42, p.accent)
    for n in range(8):
        s.box(x - 40 + n * 11, y + 35, 3, 32, mix(p.accent, p.ink, 0.3))
    for dx, dy, size in ((905, 170, 20), (960, 205, 13), (1010, 150, 16), (700, 120, 11)):
        gull(s, dx, dy, size, p.ink, tilt=-6, alpha=0.8)


def cranes_at_dusk(s: Sheet, p: Palette) -> None:
    """A row of cranes that fade into the evening."""
    s.sky(p.deep, p.mid, p.soft, p.accent, p.lamp, bottom=520)
    s.clouds(p.deep, 0.34, cell=60, stretch=6)
    s.glow(420, 500, 480, p.lamp, 0.55)
    for n, (x, size) in enumerate(((1060, 0.55), (860, 0.66), (630, 0.8), (330, 1.02))):
        tone = mix(mix(p.mid, p.accent, 0.35), p.ink, 0.25 + n * 0.25)
        s.fade(p.soft, 300, 520, 0, 0.10)
        jib_crane(s, x, 520, size, tone, reach=-0.9 if n % 2 else 1, hook=90 + 40 * n)
    water(
        s, Palette(p.ink, p.ink, p.deep, p.accent, p.lamp, p.accent, p.lamp), 518, bands=6, calm=5
    )
    glitter(s, 420, 522, p.lamp, spread=150, count=110)
    s.fill([(-10, 518), (1210, 518), (1210, 534), (-10, 534)], p.ink)


def cab(s: Sheet, p: Palette) -> None:
    """The view from the driver's seat: levers, a dial, the hook far below."""
    s.sky(p.mid, p.soft, p.pale)
    s.clouds("ffffff", 0.18, cell=70)
    sun(s, 760, 210, 44, p.lamp, p.lamp)
    hills(s, mix(p.mid, p.pale, 0.3), 420, 40)
    s.sky(mix(p.mid, p.deep, 0.4), p.deep, top=420)
    for n in range(7):
        y = 430 + n * n * 4
        s.stroke([(0, y), (1200, y + 6)], 1.5, p.pale, 0.18)
    lattice(s, (600, 660), (642, 150), 46, p.ink, bays=18, line=5)
    s.stroke([(642, 150), (642, 372)], 2.4, p.ink)
    s.box(604, 372, 76, 36, p.accent)
    for n in range(7):
        s.box(609 + n * 10, 377, 3, 26, p.ink, 0.3)
    for x0, x1 in ((-20, 92), (1108, 1220)):
        s.fill([(x0, -10), (x1, -10), (x1 + (34 if x0 < 0 else -34), 640), (x0, 640)], p.ink)
    s.fill([(-10, -10), (1210, -10), (1210, 44), (600, 64), (-10, 44)], p.ink)
    s.fill([(-10, 640), (-10, 520), (300, 486), (900, 486), (1210, 520), (1210, 640)], p.ink)
    s.stroke([(-10, 520), (300, 486), (900, 486), (1210, 520)], 3, p.accent, 0.7)
    for x, lean in ((340, -34), (430, 18), (760, -12), (850, 30)):
        s.stroke([(x, 600), (x + lean, 452)], 9, mix(p.ink, p.mid, 0.45))
        s.disc(x + lean, 444, 19, p.accent if lean > 0 else p.pale)
        s.disc(x + lean - 5, 438, 6, "ffffff", 0.4)
    s.disc(600, 566, 50, mix(p.ink, p.deep, 0.6))
    s.ring(600, 566, 50, 3, p.soft)
    for turn in range(150, 400, 25):
        a, b = arc(600, 566, 42, turn, turn + 1)[0], arc(600, 566, 34, turn, turn + 1)[0]
        s.stroke([a, b], 2, p.pale)
    s.stroke([(600, 566), (632, 544)], 3, p.accent)


def boxes_chart(s: Sheet, p: Palette) -> None:
    """Stacked boxes that are also a rising chart."""
    s.sky(p.pale, mix(p.pale, p.soft, 0.8))
    s.clouds(p.mid, 0.10, cell=80)
    for n in range(6):
        s.stroke([(90, 520 - n * 82), (1130, 520 - n * 82)], 1, p.mid, 0.35)
    tones = [p.ink, p.deep, p.mid, p.accent, mix(p.accent, p.soft, 0.5), mix(p.deep, p.mid, 0.5)]
    tops = []
    for column, count in enumerate((2, 3, 3, 4, 3, 5, 6, 8)):
        x = 116 + column * 126
        for row in range(count):
            tone = s.chance.choice(tones)
            y = 520 - (row + 1) * 50
            s.box(x, y, 108, 46, tone)
            s.box(x, y, 108, 5, "ffffff", 0.16)
            for rib in range(9):
                s.box(x + 7 + rib * 11, y + 9, 3, 31, p.ink, 0.22)
        tops.append((x + 54, 520 - count * 50 - 26))
    s.stroke(curve(tops), 4, p.accent)
    for x, y in tops:
        s.disc(x, y, 8, p.pale)
        s.ring(x, y, 8, 4, p.accent)
    s.fill([(0, 522), (1200, 522), (1200, 640), (0, 640)], p.ink)
    s.stroke([(0, 560), (1200, 560)], 2, p.soft, 0.4)
    for n in range(14):
        s.box(20 + n * 90, 556, 44, 8, p.lamp, 0.5)


def tug(s: Sheet, x: float, y: float, size: float, hull: str, house: str, lamp: str) -> None:
    """Draw a stout tug, bow to the right, whose waterline is at y."""
    k = size
    s.fill(
        [
            (x + a * k, y + b * k)
            for a, b in [
                *curve([(-118, -36), (-124, 4), (-96, 24)]),
                *curve([(96, 24), (124, -6), (140, -62)]),
                (60, -40),
            ]
        ],
        hull,
    )
    s.stroke(
        [(x - 116 * k, y - 30 * k), (x + 56 * k, y - 34 * k), (x + 136 * k, y - 56 * k)],
        5 * k,
        house,
    )
    s.box(x - 40 * k, y - 84 * k, 96 * k, 48 * k, house, r=4 * k)
    s.box(x - 10 * k, y - 116 * k, 58 * k, 34 * k, house, r=4 * k)
    for n in range(3):
        s.box(x + (-3 + n * 17) * k, y - 108 * k, 11 * k, 14 * k, lamp)
        s.disc(x + (-24 + n * 28) * k, y - 60 * k, 7 * k, lamp, 0.85)
    s.fill(
        [
            (x - 76 * k, y - 36 * k),
            (x - 72 * k, y - 124 * k),
            (x - 44 * k, y - 124 * k),
            (x - 40 * k, y - 36 * k),
        ],
        hull,
    )
    s.box(x - 72 * k, y - 112 * k, 29 * k, 14 * k, lamp)
    s.stroke([(x + 18 * k, y - 116 * k), (x + 18 * k, y - 168 * k)], 3 * k, hull)


def tug_row(s: Sheet, p: Palette) -> None:
    """Three tugs abreast, with smoke that leans back."""
    s.sky(p.soft, p.pale, p.lamp, bottom=420)
    s.clouds(p.mid, 0.16, cell=56, stretch=5)
    s.disc(1000, 196, 92, p.accent, 0.9)
    hills(s, mix(p.mid, p.pale, 0.4), 420, 46)
    water(s, p, 418, bands=4, calm=7)
    for x, y, k, tone in (
        (880, 446, 0.8, p.deep),
        (520, 490, 1.05, p.accent),
        (770, 560, 1.4, p.ink),
    ):
        for n in range(9):
            s.disc(
                x - 60 * k - n * 26 * k,
                y - (140 + n * 11) * k,
                (12 + n * 4.4) * k,
                p.deep,
                0.26 - n * 0.024,
                blur=5,
            )
        tug(s, x, y, k, tone, p.pale, p.deep)
        _wake(s, p, x, y, k)


def foghorn_rings(s: Sheet, p: Palette) -> None:
    """Sound as circles: ships on a quiet sea, each with its own note."""
    s.sky(p.deep, p.mid, p.soft, p.pale)
    s.clouds(p.pale, 0.20, cell=60, stretch=5)
    for x, y, k, tone in (
        (300, 400, 1.0, p.accent),
        (690, 330, 0.5, p.lamp),
        (1010, 400, 0.8, p.pale),
    ):
        for n in range(11):
            s.ring(x, y - 70 * k, 36 * k + n * 40 * k, 7 - n * 0.5, tone, 0.62 * (1 - n / 11))
    s.sky(mix(p.soft, p.pale, 0.4), p.mid, p.deep, p.ink, top=340)
    s.fade(p.pale, 300, 344, 0, 0.5)
    s.fade(p.pale, 344, 430, 0.5, 0)
    for n in range(9):
        line = swell(s.chance, 352 + n * n * 3.6, 1 + n * 0.7, 240)
        s.stroke(line, 1 + n * 0.15, p.pale, 0.24)
    small, middle = mix(p.mid, p.soft, 0.3), p.deep
    for x, y, k, tone in (
        (690, 352, 0.45, small),
        (1010, 428, 0.75, middle),
        (300, 500, 1.1, p.ink),
    ):
        tug(s, x, y, k, tone, mix(tone, p.pale, 0.35), p.lamp)
        _wake(s, p, x, y, k)


def _wake(s: Sheet, p: Palette, x: float, y: float, k: float) -> None:
    sea = [(x - 190 * k, y + 22 * k), (x, y + 10 * k), (x + 180 * k, y + 22 * k)]
    s.fill([*curve(sea), (x, y + 44 * k)], mix(p.mid, p.deep, 0.35), 0.9, blur=2 * k)
    s.stroke(curve(sea), 2.6 * k, p.pale, 0.45)
