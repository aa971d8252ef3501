"""Marks of the invented providers: flat, square, told apart at 50 pixels."""

import math
from collections.abc import Callable

from PIL import Image

from .sheet import Sheet, arc, curve, turned

SIDE = 400
Mark = Callable[[Sheet, str, str], None]


def waves(s: Sheet, light: str, accent: str) -> None:
    """Three waves, the last of them another colour."""
    for n, tone in enumerate((light, light, accent)):
        line = [(60 + k * 7, 130 + n * 72 + 24 * math.sin(k / 3.2)) for k in range(41)]
        s.stroke(line, 24, tone)


def masthead(s: Sheet, light: str, accent: str) -> None:
    """A front page: a bar, a picture, lines."""
    s.box(76, 70, 248, 46, light)
    s.box(76, 140, 112, 112, accent)
    for n in range(5):
        s.box(208, 140 + n * 25, 116 if n != 4 else 70, 12, light)
    for n in range(3):
        s.box(76, 272 + n * 25, 248 if n != 2 else 150, 12, light)


def gantry(s: Sheet, light: str, accent: str) -> None:
    """A gantry with a gull on it."""
    s.stroke([(110, 330), (150, 120), (330, 120)], 22, light)
    s.stroke([(230, 330), (190, 120)], 22, light)
    s.stroke([(296, 120), (296, 220)], 8, light)
    s.box(262, 220, 68, 50, accent)
    s.stroke(curve([(70, 84), (104, 56), (130, 80), (156, 56), (190, 84)]), 13, accent)


def turntable(s: Sheet, light: str, accent: str) -> None:
    """A turntable with tracks that meet it."""
    for turn in range(0, 180, 45):
        ends = [arc(200, 200, 160, turn + half, turn + half + 1)[0] for half in (0, 180)]
        s.stroke(ends, 15, light)
    s.disc(200, 200, 96, accent)
    s.stroke([(112, 182), (288, 182)], 9, light)
    s.stroke([(112, 218), (288, 218)], 9, light)


def plimsoll(s: Sheet, light: str, accent: str) -> None:
    """A hull's load marks: a disc that is half under water, a ladder of lines."""
    s.fill(arc(150, 200, 92, 0, 180), accent)
    s.ring(150, 200, 92, 18, light)
    s.stroke([(276, 84), (276, 316)], 12, light)
    for n in range(5):
        s.stroke([(276, 90 + n * 55), (340 if n % 2 == 0 else 318, 90 + n * 55)], 12, light)


def leaf_and_line(s: Sheet, light: str, accent: str) -> None:
    """A leaf over a sounding line."""
    leaf = [
        *curve([(200, 60), (300, 130), (290, 240), (200, 300)]),
        *curve([(200, 300), (110, 240), (100, 130), (200, 60)]),
    ]
    s.fill(leaf, accent)
    s.stroke([(200, 92), (200, 350)], 10, light)
    for n in range(4):
        for side in (-1, 1):
            s.stroke([(200, 160 + n * 40), (200 + side * (52 - n * 5), 128 + n * 38)], 7, light)


def review(s: Sheet, light: str, accent: str) -> None:
    """Measured points and the curve through them."""
    points = [(80, 300), (140, 250), (200, 150), (260, 110), (320, 96)]
    s.stroke([(64, 70), (64, 336), (340, 336)], 11, light)
    s.stroke(curve(points), 12, accent)
    for x, y in points:
        s.disc(x, y, 17, light)


def barge(s: Sheet, light: str, accent: str) -> None:
    """A barge laden with bits."""
    s.fill([(50, 236), (350, 236), (312, 316), (88, 316)], light)
    for n in range(4):
        for row in range(2):
            s.box(84 + n * 60, 116 + row * 58, 48, 46, accent if (n + row) % 3 else light, r=6)


def gate(s: Sheet, light: str, accent: str) -> None:
    """A town gate and its herald's banner."""
    s.box(92, 150, 216, 190, light)
    s.fill([*arc(200, 262, 54, 180, 360), (254, 341), (146, 341)], accent)
    for n in range(4):
        s.box(92 + n * 60, 112, 36, 42, light)
    s.stroke([(200, 150), (200, 46)], 9, light)
    s.fill([(204, 48), (292, 70), (204, 96)], accent)


def kilowatt(s: Sheet, light: str, accent: str) -> None:
    """A flash over two waves."""
    s.fill([(226, 44), (112, 212), (186, 212), (164, 312), (290, 150), (214, 150)], accent)
    for n in range(2):
        s.stroke([(60 + k * 7, 320 + n * 36 + 8 * math.sin(k / 3)) for k in range(41)], 12, light)


def perigee(s: Sheet, light: str, accent: str) -> None:
    """An orbit, and where it comes nearest."""
    s.stroke(turned(arc(0, 0, 160, 0, 360, flat=0.5), 200, 200, -28), 13, light)
    s.disc(238, 190, 58, light)
    s.disc(*turned([(138, 36)], 200, 200, -28)[0], 28, accent)


def reel(s: Sheet, light: str, accent: str) -> None:
    """A lantern's glass with a play sign in it."""
    s.box(120, 96, 160, 210, light, r=36)
    s.box(150, 56, 100, 34, light, r=10)
    s.box(104, 306, 192, 36, light, r=10)
    s.fill([(166, 146), (166, 258), (252, 202)], accent)


def anchor(s: Sheet, light: str, accent: str) -> None:
    """An anchor, of course."""
    s.ring(200, 96, 34, 18, accent)
    s.stroke([(200, 130), (200, 332)], 22, light)
    s.stroke([(132, 176), (268, 176)], 18, light)
    s.stroke(arc(200, 222, 112, 8, 172), 22, light)


def ledger(s: Sheet, light: str, accent: str) -> None:
    """Coins in three heaps."""
    for x, count in ((110, 3), (200, 7), (290, 5)):
        for n in range(count):
            s.fill(arc(x, 318 - n * 33, 42, 0, 360, flat=0.42), accent if n == count - 1 else light)
            s.stroke(arc(x, 318 - n * 33, 42, 0, 180, flat=0.42), 4, "20262e")


def mole(s: Sheet, light: str, accent: str) -> None:
    """A pier of three arches, the sun behind it."""
    s.disc(200, 176, 84, accent)
    s.box(50, 190, 300, 44, light)
    for x in (66, 184, 302):
        s.box(x, 220, 32, 118, light)


def foghorn(s: Sheet, light: str, accent: str) -> None:
    """A horn and what comes out of it."""
    s.fill([(70, 178), (120, 178), (216, 108), (216, 292), (120, 222), (70, 222)], light)
    for n in range(3):
        s.stroke(arc(196, 200, 70 + n * 46, -34, 34), 16, accent if n != 1 else light)


# domain: background, light, accent, mark
MARKS: dict[str, tuple[str, str, str, Mark]] = {
    "tidewire.example": ("123c4a", "e9f1ec", "e8734a", waves),
    "kelderhavencourier.example": ("7a1f2b", "f6ead6", "e9b872", masthead),
    "gullandgantry.example": ("f0e6d2", "24344a", "d0603a", gantry),
    "turntablegazette.example": ("2f4a3c", "eef0e2", "d8a23f", turntable),
    "orreyplimsoll.example": ("f4ede0", "2a2440", "6d8fb0", plimsoll),
    "fathomandfield.example": ("dfe7d6", "24443a", "6f9a5b", leaf_and_line),
    "orreyreview.test": ("22345c", "eef1f6", "f0b14a", review),
    "bytebarge.example": ("31245a", "f1ecfa", "ef8a62", barge),
    "saltgateherald.example": ("e7d9bd", "4a3226", "b4503c", gate),
    "kilowattquay.example": ("173f3f", "e6f2ec", "f2c14e", kilowatt),
    "perigeepost.example": ("0f1730", "dce6f5", "ef6f6c", perigee),
    "lanternreel.example": ("d97b3f", "fff5e1", "3a2231", reel),
    "harbourauthority.example": ("1d3557", "f1f5f9", "f2b84b", anchor),
    "merchantsledger.example": ("e9edf0", "8297a6", "c8972f", ledger),
    "vocedelmolo.example": ("f5efe3", "1f5a63", "dd6f4e", mole),
    "dimhornet.example": ("58707c", "f2f4f1", "f0c36b", foghorn),
}


def logo(domain: str) -> Image.Image:
    """Return a provider's mark, 400 by 400."""
    ground, light, accent, mark = MARKS[domain]
    sheet = Sheet(domain, SIDE, SIDE)
    sheet.box(0, 0, SIDE, SIDE, ground)
    mark(sheet, light, accent)
    return sheet.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
