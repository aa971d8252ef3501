#!/usr/bin/env python3
"""Draw the pictures and logos of the sample site: `python samples/draw_pictures.py [NAME...]`.

Each picture depends on its own name alone, so one can be drawn anew without the others. The
same Pillow gives the same bytes; another Pillow gives the same picture.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from drawing import (
    above,
    city,
    ferries,
    harbour,
    indoors,
    machines,
    orbit,
    quay,
    seabed,
    shells,
    streets,
    water,
)
from drawing.logos import MARKS, logo
from drawing.palettes import CREAM, DAWN, DUSK, FOG, GLOW, MOSS, NIGHT, PLUM, RUST, TEAL, Palette
from drawing.sheet import Sheet

SITE = Path(__file__).parent / "site"
LARGEST = 59_000
QUALITIES = range(72, 48, -3)
LOGO_SIDES = (400, 50)

SCENES: dict[str, tuple[Callable[[Sheet, Palette], None], Palette]] = {
    "agnes-cab": (harbour.cab, TEAL),
    "agnes-first-lift": (harbour.first_lift, DUSK),
    "biscuit-tin-model": (machines.biscuit_tin, NIGHT),
    "bloom-swirl": (water.bloom_swirl, GLOW),
    "boxes-chart": (harbour.boxes_chart, CREAM),
    "cable-seabed": (seabed.cable_seabed, PLUM),
    "charter-columns": (city.charter_columns, CREAM),
    "concerto-stage": (indoors.concerto_stage, PLUM),
    "cranes-at-dusk": (harbour.cranes_at_dusk, PLUM),
    "dredger": (indoors.dredger, RUST),
    "fog-timelapse": (above.fog_timelapse, FOG),
    "foghorn-rings": (harbour.foghorn_rings, FOG),
    "glow-shore": (water.glow_shore, GLOW),
    "greenhouse-tomato": (orbit.greenhouse, MOSS),
    "gull-and-drone": (city.gull_and_drone, RUST),
    "heat-loop": (city.heat_loop, MOSS),
    "herring-shoal": (seabed.herring_shoal, TEAL),
    "hydrophone": (seabed.hydrophone, MOSS),
    "kittiwake-crossing": (ferries.kittiwake_crossing, TEAL),
    "kittiwake-dawn": (ferries.kittiwake_dawn, DUSK),
    "library-drone": (city.library_drone, TEAL),
    "limpet-home": (shells.limpet_home, CREAM),
    "lost-luggage": (indoors.lost_luggage, RUST),
    "octopus": (seabed.octopus, NIGHT),
    "oyster-reef": (shells.oyster_reef, DAWN),
    "oyster-wall": (shells.oyster_wall, TEAL),
    "petrel-glow": (orbit.petrel_glow, GLOW),
    "petrel-orbit": (orbit.petrel_orbit, CREAM),
    "propeller": (quay.moored, NIGHT),
    "quayside-words": (city.quayside_words, FOG),
    "quiet-city": (streets.quiet_city, DUSK),
    "salt-cells": (machines.salt_cells, CREAM),
    "skerry-light-night": (above.skerry_night, NIGHT),
    "skerry-light-servers": (machines.servers, TEAL),
    "storm-isobars": (above.storm_isobars, TEAL),
    "storm-quay": (quay.storm_quay, NIGHT),
    "tide-cooling": (water.tide_cooling, DAWN),
    "tram-night": (streets.tram_night, NIGHT),
    "tram-rain": (streets.tram_rain, PLUM),
    "tram-speech": (streets.tram_speech, DAWN),
    "tug-row": (harbour.tug_row, DAWN),
    "wave-farm": (ferries.wave_farm, DAWN),
}


def drawn(name: str) -> Image.Image:
    """Return the picture of that name, 1200 by 630."""
    scene, palette = SCENES[name]
    sheet = Sheet(name)
    scene(sheet, palette)
    return sheet.finished()


def as_jpeg(picture: Image.Image) -> bytes:
    """Return the best JPEG that is not larger than LARGEST."""
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        data = out.getvalue()
        if len(data) <= LARGEST:
            break
    return data


def draw_logos(folder: Path) -> None:
    """Write every provider's mark at 400 and at 50 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for domain in MARKS:
        large = logo(domain)
        for side in LOGO_SIDES:
            small = large.resize((side, side), Image.Resampling.LANCZOS)
            flat = small.quantize(48, dither=Image.Dither.NONE)
            flat.save(folder / f"{domain}-{side}x{side}.png", optimize=True)


def main(names: list[str]) -> None:
    """Draw the named pictures, or all of them and the logos."""
    folder = SITE / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        (folder / f"{name}.jpg").write_bytes(as_jpeg(drawn(name)))
    if not names:
        draw_logos(SITE / "logos")


if __name__ == "__main__":
    main(sys.argv[1:])
