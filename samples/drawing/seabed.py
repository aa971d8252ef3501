"""Under the water: fish, cables, an octopus."""

import math

from .palettes import Palette
from .sheet import HEIGHT, Point, Sheet, arc, curve, down_to, mix, swell, turned


def fish(
    s: Sheet, x: float, y: float, size: float, tilt: float, code: str, light: str, alpha: float = 1
) -> None:
    """Draw a herring, `size` units long, that swims to the right."""
    body = [
        *curve([(-0.42, 0), (-0.1, -0.15), (0.3, -0.12), (0.5, 0)], 8),
        *curve([(0.5, 0), (0.28, 0.13), (-0.1, 0.14), (-0.42, 0)], 8),
    ]
    tail = [(-0.38, 0), (-0.62, -0.15), (-0.54, 0), (-0.62, 0.15)]
    s.fill(turned(tail, x, y, tilt, size), code, alpha)
    s.fill(turned(body, x, y, tilt, size), code, alpha)
    belly = [*curve([(0.46, 0.02), (0.28, 0.1), (-0.1, 0.11), (-0.36, 0.01)], 8), (0, 0.03)]
    s.fill(turned(belly, x, y, tilt, size), light, alpha * 0.55)
    s.disc(*turned([(0.38, -0.03)], x, y, tilt, size)[0], size * 0.022, light, alpha)


def herring_shoal(s: Sheet, p: Palette) -> None:
    """A shoal that turns, some of it lit."""
    s.sky(p.soft, p.mid, p.deep, p.ink)
    for n in range(6):
        x = 120.0 + n * 190
        s.fill(
            [(x, -10), (x + 70, -10), (x - 60 + n * 20, 640), (x - 260 + n * 10, 640)],
            p.pale,
            0.07,
            blur=22,
        )
    places = []
    for _ in range(250):
        turn, far = s.chance.uniform(0, 360), s.chance.gauss(1, 0.24)
        x, y = arc(610, 318, 350 * far, turn, turn + 1, flat=0.55)[0]
        places.append((y, x, turn, s.chance.uniform(26, 62)))
    for n, (y, x, turn, size) in enumerate(sorted(places)):
        depth = n / len(places)
        tone = mix(mix(p.mid, p.deep, 0.5), p.pale, depth * 0.75)
        if s.chance.random() < 0.035:
            tone = p.accent
        lean = math.degrees(
            math.atan2(0.55 * math.cos(math.radians(turn)), -math.sin(math.radians(turn)))
        )
        fish(
            s,
            x,
            y,
            size * (0.7 + depth * 0.5),
            lean + s.chance.gauss(0, 7),
            tone,
            p.lamp,
            0.55 + 0.45 * depth,
        )


def hydrophone(s: Sheet, p: Palette) -> None:
    """A listening post on the sea bed, and what it hears written beside it."""
    s.sky(p.mid, p.deep, p.ink)
    s.clouds(p.soft, 0.14, cell=100)
    for n in range(4):
        s.fill(
            [(150 + n * 260, -10), (260 + n * 260, -10), (90 + n * 230, 560), (-60 + n * 230, 560)],
            p.pale,
            0.05,
            blur=26,
        )
    bed = swell(s.chance, 560, 16, 520)
    s.fill(down_to(bed, HEIGHT + 10), mix(p.ink, "000000", 0.25))
    s.stroke(curve([(250, 560), (246, 420), (252, 300), (250, 150)]), 4, p.pale, 0.7)
    s.disc(250, 142, 32, p.accent)
    s.disc(240, 132, 9, p.lamp, 0.7)
    s.box(230, 402, 40, 92, p.pale, r=18)
    s.box(230, 424, 40, 8, p.ink, 0.5)
    s.box(206, 540, 92, 34, mix(p.mid, p.ink, 0.5), r=6)
    for n in range(8):
        s.stroke(arc(252, 446, 66 + n * 42, -32, 32), 3.4, p.lamp, 0.62 - n * 0.07)
    x = 640.0
    while x < 1130:
        near = math.exp(-(((x - 820) / 120) ** 2)) + 0.8 * math.exp(-(((x - 1010) / 50) ** 2))
        tall = 8 + s.chance.uniform(0.3, 1) * 170 * near
        s.box(x, 446 - tall, 6, tall * 2, p.accent if near > 0.72 else p.pale, 0.9, r=3)
        x += 11
    for _ in range(16):
        fish(
            s,
            s.chance.uniform(560, 1150),
            s.chance.uniform(60, 210),
            s.chance.uniform(24, 50),
            s.chance.gauss(-4, 6),
            mix(p.mid, p.pale, 0.4),
            p.lamp,
            0.7,
        )


def cable_seabed(s: Sheet, p: Palette) -> None:
    """A cable across the sea bed with one bright break in it."""
    s.sky(p.mid, p.deep, p.ink)
    s.clouds(p.soft, 0.14, cell=110)
    for n in range(4):
        tone = mix(p.deep, p.ink, 0.25 * (n + 1))
        s.fill(down_to(swell(s.chance, 330 + n * 70, 44 - n * 5, 360 + 60 * n), HEIGHT + 10), tone)
    left = curve([(-20, 402), (160, 430), (330, 520), (480, 470), (585, 448)])
    right = curve([(622, 452), (760, 420), (900, 500), (1060, 486), (1220, 400)])
    for part in (left, right):
        s.stroke([(x + 4, y + 12) for x, y in part], 16, "000000", 0.3, blur=5)
        s.stroke(part, 15, p.ink)
        s.stroke([(x, y - 2) for x, y in part], 9, p.accent)
        for x, y in part[::5]:
            s.disc(x, y - 4, 1.8, p.lamp, 0.8)
    s.glow(604, 448, 230, p.lamp, 0.85)
    for turn in range(0, 360, 24):
        a = arc(604, 448, s.chance.uniform(20, 30), turn, turn + 1)[0]
        b = arc(604, 448, s.chance.uniform(44, 92), turn, turn + 1)[0]
        s.stroke([a, b], 2.4, p.lamp, 0.9)
    for _ in range(70):
        x = s.chance.gauss(604, 70)
        s.ring(x, s.chance.uniform(30, 400), s.chance.uniform(1.5, 6), 1.2, p.pale, 0.45)
    for x in (90, 1080, 980, 210):
        _weed(s, x, 600, mix(p.ink, "000000", 0.3))


def _weed(s: Sheet, x: float, y: float, code: str) -> None:
    for _ in range(6):
        lean, tall = s.chance.uniform(-46, 46), s.chance.uniform(80, 190)
        s.stroke(
            curve([(x, y + 40), (x + lean * 0.2, y - tall * 0.4), (x + lean, y - tall)]),
            s.chance.uniform(4, 9),
            code,
        )


def octopus(s: Sheet, p: Palette) -> None:
    """The accused, at home, with its arms around the splice."""
    s.sky(p.deep, p.ink)
    s.clouds(p.mid, 0.3, cell=110, stretch=1.5)
    s.glow(600, 270, 480, p.mid, 0.7)
    s.stroke([(-20, 470), (1220, 470)], 34, mix(p.ink, "000000", 0.4))
    s.stroke([(-20, 464), (1220, 464)], 10, p.mid, 0.6)
    s.box(462, 420, 276, 100, mix(p.mid, p.deep, 0.3), r=14)
    for n in range(6):
        s.disc(492 + n * 43, 440, 4, p.soft)
    for n in range(8):
        side = -1 if n < 4 else 1
        k = n % 4
        reach = 120 + k * 82
        arm = curve(
            [
                (600 + side * 26, 300),
                (600 + side * (60 + k * 30), 388 + k * 10),
                (600 + side * reach, 500 - k * 34),
                (600 + side * (reach + 52), 446 - k * 60),
                (600 + side * (reach + 20), 408 - k * 56),
                (600 + side * (reach - 6), 436 - k * 54),
            ]
        )
        _arm(s, p, arm)
    _head(s, p)
    for _ in range(40):
        s.ring(
            s.chance.uniform(0, 1200),
            s.chance.uniform(0, 400),
            s.chance.uniform(2, 8),
            1.3,
            p.pale,
            0.25,
        )


def _head(s: Sheet, p: Palette) -> None:
    s.fill(
        [
            *curve(
                [(536, 330), (506, 230), (530, 130), (600, 96), (670, 130), (694, 230), (664, 330)]
            ),
            (600, 372),
        ],
        p.accent,
    )
    s.fill([*curve([(540, 220), (546, 150), (590, 114)]), (560, 180)], p.lamp, 0.35, blur=8)
    for side in (-1, 1):
        s.disc(600 + side * 36, 284, 21, p.pale)
        s.box(600 + side * 36 - 14, 280, 28, 9, p.ink, r=4)
    for _ in range(26):
        s.disc(
            s.chance.uniform(530, 670),
            s.chance.uniform(120, 250),
            s.chance.uniform(2, 5),
            mix(p.accent, p.ink, 0.3),
            0.6,
        )


def _arm(s: Sheet, p: Palette, arm: list[Point]) -> None:
    for n, (x, y) in enumerate(arm):
        s.disc(x, y, 25 - 19 * n / len(arm), mix(p.accent, p.ink, 0.16))
    for n, (x, y) in enumerate(arm):
        s.disc(x - 2, y - 3, (25 - 19 * n / len(arm)) * 0.78, p.accent)
    for n, (x, y) in enumerate(arm[6::5]):
        s.disc(x, y + 5, 5.5 - n * 0.3, p.lamp, 0.5)
