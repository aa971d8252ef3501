"""The sample pictures are at the addresses and of the sizes that the seeds declare."""

from pathlib import Path

import pytest
from PIL import Image

from articles.images.inspect import inspect_image
from articles.images.stand_ins import FLAT
from articles.seeds.reader import read_organisation

from .reading import SITE, samples

PICTURES = sorted((SITE / "pictures").glob("*.jpg"))
LIES = {
    "2026-11-14-time-lapse-a-year-of-fog-in-ninety-seconds",
    "2026-11-19-insurers-ask-who-signs-for-a-crane-with-no-hands",
}


def declared() -> list[tuple[Path, Path, tuple[int, int]]]:
    """Return of every relative picture: who names it, where it lies, its declared size."""
    found = []
    for sample in samples():
        links = [image for link in sample.seed.related for image in link.images]
        logos = sample.seed.provider.images if sample.seed.provider else []
        for image in [*sample.seed.images, *links, *logos]:
            if not image.url.startswith("http"):
                size = (image.width or 0, image.height or 0)
                found.append((sample.path, (sample.path.parent / image.url).resolve(), size))
    return found


def size_of(path: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels."""
    with Image.open(path) as picture:
        return picture.size


def test_relative_addresses_lead_to_pictures():
    assert all(picture.is_relative_to(SITE) and picture.is_file() for _, picture, _ in declared())


def test_declared_sizes_are_true_but_for_two():
    sizes = {picture: size_of(picture) for _, picture, _ in declared()}
    wrong = {
        path.stem for path, picture, size in declared() if size not in {(0, 0), sizes[picture]}
    }

    assert wrong == LIES


def test_one_picture_is_flat():
    flat = [path.stem for path in PICTURES if inspect_image(path.read_bytes()).entropy < FLAT]

    assert flat == ["blank-notice"]


def test_pictures_are_all_used():
    assert set(PICTURES) <= {picture for _, picture, _ in declared()}


def test_organisations_show_their_logos_at_both_sizes():
    for path in (SITE / "_data" / "organizations").glob("*.md"):
        for image in read_organisation(path.name, path.read_bytes()).images:
            assert size_of((path.parent / image.url).resolve()) == (image.width, image.height)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_picture_has_expected_size(path: Path):
    assert size_of(path) == ((720, 1080) if path.stem == "tuning-fork" else (1200, 630))
    assert path.stat().st_size < 60_000


def test_pictures_together_are_small():
    logos = (SITE / "logos").glob("*.png")

    assert len(PICTURES) == 44
    assert sum(path.stat().st_size for path in [*PICTURES, *logos]) < 2_500_000
