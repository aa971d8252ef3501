"""manage.py rebuild_renditions and manage.py sweep_images"""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from articles.images.renditions import make_renditions
from articles.images.shapes import SHAPES, Shape
from articles.images.store import store_image
from articles.models import StoredImage
from tests.images.pictures import picture
from tests.management.running import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def images():
    images = [store_image(picture(kind)) for kind in ("JPEG", "PNG")]
    for image in images:
        make_renditions(image.pk)
    return images


def test_rebuild_renditions_after_a_change_of_the_list(images, monkeypatch):
    monkeypatch.setattr("articles.images.render.SHAPES", (*SHAPES[1:], Shape("tower", 10, 20)))

    ran = run("rebuild_renditions")

    count = 2 * 2 * len(SHAPES)
    assert (ran.code, ran.err) == (0, "")
    assert ran.counts == {"images": "2", "renditions": str(count), "failed": "0"}
    names = {*images[0].renditions.values_list("name", flat=True)}
    assert "tower" in names
    assert SHAPES[0].name not in names
    assert not StoredImage.objects.exclude(renditions_due=None).exists()


def test_rebuild_renditions_names_what_failed_and_exits_with_1(images):
    Path(images[0].file.path).unlink()

    ran = run("rebuild_renditions", "--json")

    assert ran.code == 1
    assert ran.json["totals"]["failed"] == len(ran.json["items"]) == 2 * len(SHAPES)
    assert f"Picture {images[0].pk}, card.avif: The stored file is missing." in ran.err


def test_rebuild_renditions_that_stops_is_completed_by_the_worker(images, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)

    ran = run("rebuild_renditions")

    assert (ran.code, ran.err[:23]) == (2, "No space left on device")
    assert StoredImage.objects.exclude(renditions_due=None).count() == 2


def test_sweep_images_counts(images):
    assert run("sweep_images", "--days", 0).counts == {
        "images": "2",
        "addresses": "0",
        "files": "0",
    }
    assert not StoredImage.objects.exists()


def test_sweep_images_dry_run_deletes_nothing(images):
    ran = run("sweep_images", "--dry-run", "--json")

    assert (ran.code, ran.json) == (
        0,
        {"totals": dict.fromkeys(("images", "addresses", "files"), 0), "items": []},
    )
    assert StoredImage.objects.count() == 2


def test_sweep_images_negative_days_exit_with_2():
    ran = run("sweep_images", "--days", "-1")

    assert (ran.code, ran.err) == (2, "--days must not be negative.")
