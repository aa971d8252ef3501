"""Delete pictures that nothing names for 30 days, and no other; files that no row knows."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images.renditions import make_renditions
from articles.images.store import store_image
from articles.images.sweep import sweep_images
from articles.images.uses import store_uses
from articles.models import Article, ImageFetch, Provider, StoredImage
from tests.factories import draft
from tests.images.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
URL = "https://tidewire.example/heron.jpg"


@pytest.fixture
def image():
    """A stored picture with renditions, whose files are two days old."""
    image = store_image(picture("JPEG"))
    make_renditions(image.pk)
    make_older()
    return image


def files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def make_older(days=2):
    then = time.time() - days * 86_400
    for path in files():
        os.utime(path, (then, then))


def expire():
    """Let 31 days pass since the last sweep."""
    long_ago = timezone.now() - timedelta(days=31)
    StoredImage.objects.exclude(unused_since=None).update(unused_since=long_ago)
    ImageFetch.objects.update(created_at=long_ago)


def by_address(image, owner="article"):
    """Let an article or a provider declare the address from which the picture came."""
    named = draft() if owner == "article" else Provider.objects.create(name="T", domain="t.example")
    store_uses("article" if owner == "article" else "provider", {named.pk: [URL]})
    ImageFetch.objects.update(image=image, state="fetched")


def by_article(column):
    return lambda image: Article.objects.filter(pk=draft().pk).update(**{column: image})


NAMED = {
    "declared by an article": by_address,
    "declared by a provider": lambda image: by_address(image, "provider"),
    "chosen by an editor": by_article("chosen_image"),
    "leading an article": by_article("lead_image"),
    "an icon": lambda image: Provider.objects.create(name="T", domain="t.example", icon=image),
}


@pytest.mark.parametrize("name", NAMED.values(), ids=NAMED)
def test_sweep_keeps_a_picture_that_is_named(image, name):
    name(image)
    before = len(files())

    for _ in range(2):
        sweep_images()
        expire()

    assert StoredImage.objects.get() == image
    assert len(files()) == before


def test_sweep_deletes_picture_renditions_and_files_after_30_days_without_a_name(image):
    first = sweep_images()
    assert (first.images, first.files) == (0, [])
    expire()

    swept = sweep_images()

    assert swept.images == 1
    assert not StoredImage.objects.exists()
    assert files() == []
    assert f"images/{image.digest[:2]}/{image.digest}.jpg" in swept.files


def test_sweep_keeps_a_picture_that_is_named_again(image):
    sweep_images()
    expire()
    NAMED["chosen by an editor"](image)
    sweep_images()
    Article.objects.update(chosen_image=None)

    assert sweep_images().images == 0
    assert StoredImage.objects.filter(
        unused_since__gt=timezone.now() - timedelta(days=1)
    ).exists(), "the days begin again"


def test_sweep_keeps_a_picture_that_is_stored_again(image):
    sweep_images()
    expire()

    assert store_image(picture("JPEG")) == image
    assert sweep_images().images == 0


def test_sweep_deletes_addresses_that_nothing_declares(image):
    by_address(image)
    ImageFetch.objects.create(url="https://t.example/gone.png", url_digest="1", state="failed")
    Article.objects.all().delete()
    sweep_images()
    assert ImageFetch.objects.count() == 2
    expire()

    swept = sweep_images()

    assert (swept.images, swept.addresses) == (1, 1)
    assert not ImageFetch.objects.exists()


def test_sweep_dry_run_counts_and_deletes_nothing(image):
    sweep_images()
    expire()
    before = len(files())

    swept = sweep_images(dry_run=True)

    assert (swept.images, len(swept.files)) == (1, before)
    assert StoredImage.objects.exists()
    assert len(files()) == before


def test_sweep_dry_run_does_not_begin_the_days(image):
    sweep_images(dry_run=True)

    assert StoredImage.objects.get().unused_since is None


def test_sweep_deletes_files_that_no_row_knows_except_fresh_ones(image):
    """A worker that was killed leaves files without rows; one that is busy does so, too."""
    name = "renditions/ab/" + 32 * "ab" + ".avif"
    part = "images/cd/" + 32 * "cd" + ".png." + 32 * "0" + ".part"
    for path in (name, part):
        default_storage.save(path, ContentFile(b"x"))
    assert sweep_images().files == []
    make_older()

    assert sweep_images().files == [part, name]
    assert len(files()) == len({*map(str, files())}) > 1


@pytest.mark.parametrize("path", ["images/ab/readme.txt", "uploads/ab/" + 64 * "a" + ".png"])
def test_sweep_keeps_files_of_others(path):
    default_storage.save(path, ContentFile(b"x"))
    make_older()

    assert sweep_images().files == []
    assert len(files()) == 1


def test_sweep_of_an_empty_desk_does_nothing():
    swept = sweep_images()

    assert (swept.images, swept.addresses, swept.files) == (0, 0, [])
