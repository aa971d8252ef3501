"""Work on pictures that is measured inside a process with Django set up.

measure COUNT   store generated pictures with their renditions, and let bare Pillow make the same

The two take turns, picture by picture. The seconds of each are printed.
"""

import json
import sys
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from PIL import Image

from articles.images.render import FORMATS
from articles.images.shapes import SHAPES, fit
from articles.images.store import store_image

SIZE = (1280, 720)
_CENTRE = (50, 50)
PARTS = {fit(shape, SIZE, _CENTRE) for shape in SHAPES}
"""What is cut out of each picture, and to which size it is scaled: shapes that differ."""


def drawn(number: int) -> bytes:
    """Return a JPEG with soft forms, some noise and colours, as photographs have them."""
    forms = Image.effect_noise((32, 18), 90).resize(SIZE, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(SIZE, 8)
    red = Image.blend(forms, noise, 0.1)
    blue = Image.linear_gradient("L").rotate(90 * number).resize(SIZE)
    out = BytesIO()
    Image.merge("RGB", (red, forms.rotate(180), blue)).save(out, "JPEG", quality=90)
    return out.getvalue()


def ours(data: bytes) -> None:
    """Check, measure and store a picture; the queue of the bench makes its renditions at once."""
    image = store_image(data)
    if not image.renditions.filter(reason="").count() == len(SHAPES) * len(FORMATS):
        raise AssertionError("Renditions are missing.")


def bare(data: bytes, folder: Path) -> None:
    """Make the same files with nothing but Pillow."""
    picture = Image.open(BytesIO(data))
    for number, (box, size) in enumerate(PARTS):
        part = picture.crop(tuple(map(round, box)))  # type: ignore[arg-type]
        part.thumbnail(size)
        for name, options in FORMATS.items():
            part.save(folder / f"{number}.{name}", name, **options)


def measure(count: int) -> list[dict[str, float]]:
    """Return, for each picture, the seconds that both took, on the clock and of processor."""
    connection.ensure_connection()
    times = []
    with TemporaryDirectory() as name:
        for number in range(count):
            data = drawn(number)
            marks = [(time.perf_counter(), time.process_time())]
            bare(data, Path(name))
            marks.append((time.perf_counter(), time.process_time()))
            ours(data)
            marks.append((time.perf_counter(), time.process_time()))
            (a, b, c) = marks
            times.append(
                {
                    "bare": b[0] - a[0],
                    "bare_cpu": b[1] - a[1],
                    "ours": c[0] - b[0],
                    "ours_cpu": c[1] - b[1],
                }
            )
    return times


def main() -> None:
    match sys.argv[1:]:
        case ["measure", count]:
            print(json.dumps({"files": 2 * len(PARTS), "times": measure(int(count))}))


if __name__ == "__main__":
    main()
