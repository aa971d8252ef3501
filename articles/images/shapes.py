"""The closed list of shapes in which pages and other sites get pictures. Pure.

After a change of the list, `manage.py rebuild_renditions` makes the files again.
"""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A size in pixels. Without a height the picture is not cropped, only scaled to the width."""

    name: str
    width: int
    height: int | None

    @property
    def ratio(self) -> float | None:
        return self.width / self.height if self.height else None


SHAPES = (
    Shape("icon", 96, 96),
    Shape("list", 320, 180),
    Shape("card", 640, 360),
    Shape("wide", 1280, 720),
    Shape("hero-small", 640, None),
    Shape("hero", 1280, None),
    Shape("social", 1200, 630),
    Shape("square", 1200, 1200),
    Shape("classic", 1200, 900),
)
"""`social` is what networks show of a link. `square`, `classic` and `wide` are the ratios 1:1, 4:3
and 16:9 that search engines ask for in structured data."""

LARGEST_SIDE = 1280
"""No shape is larger, so a picture may be scaled down to this while it is decoded."""


def same_ratio(name: str) -> list[str]:
    """Return the names of the shapes with the ratio of this one: the choices of a `srcset`."""
    ratio = next(shape.ratio for shape in SHAPES if shape.name == name)
    return [shape.name for shape in SHAPES if shape.ratio == ratio]


def fit(shape: Shape, size: tuple[int, int], focal: tuple[int, int]) -> tuple[Box, tuple[int, int]]:
    """Return the part of a picture that a shape shows, and the size to which it is scaled.

    The part is the largest with the shape's ratio, as near to the focal point (in percent) as the
    edges allow: (left, top, right, bottom). The result is never larger than that part.
    """
    width, height = size
    ratio = shape.ratio or width / height
    across, down = min(width, height * ratio), min(height, width / ratio)
    left = min(max(width * focal[0] / 100 - across / 2, 0), width - across)
    top = min(max(height * focal[1] / 100 - down / 2, 0), height - down)
    scale = min(1, shape.width / across)
    scaled = max(1, round(across * scale)), max(1, round(down * scale))
    return (left, top, left + across, top + down), scaled
