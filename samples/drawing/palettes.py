"""Colours that go together. Every palette runs from dark to light and ends with an accent."""

from typing import NamedTuple


class Palette(NamedTuple):
    """Codes such as `e07a5f`: five tones from dark to light, an accent, a lamp's light."""

    ink: str
    deep: str
    mid: str
    soft: str
    pale: str
    accent: str
    lamp: str


DUSK = Palette("1d1b38", "3d3560", "8a5a83", "dd8f83", "f6d3b3", "e4664b", "ffe2a8")
DAWN = Palette("27405a", "4f7b92", "8fb8bf", "e9cdb8", "fbeedd", "e58a5f", "fff3cf")
TEAL = Palette("0f2f3a", "1f5a63", "4b9190", "a9cfc0", "f3e9d2", "dd6f4e", "ffe6b0")
NIGHT = Palette("0a1226", "15233f", "2d4665", "5f86a0", "c9dbe0", "f0b95a", "ffeeb8")
FOG = Palette("2c3c45", "566a73", "8b9ca2", "bcc7c9", "e7e9e6", "d08a5a", "fff0cf")
RUST = Palette("33201f", "73372b", "bf6444", "ecae7c", "fbe7cf", "2e7173", "fff0c2")
MOSS = Palette("1f3229", "3f6350", "7f9f7f", "c5d6b5", "f3f1e0", "d4743f", "fff2b8")
PLUM = Palette("271a35", "503360", "96597f", "dc989a", "fae2d2", "efbc4c", "fff0c0")
CREAM = Palette("24344a", "4b667d", "8fa7b5", "d9cdb2", "f5eddc", "c2533b", "ffe9b5")
GLOW = Palette("050f1f", "0a2340", "12507a", "27a0b8", "a8f0e6", "f2c27a", "d8fff4")
