"""Store a picture once, under a name that tells nothing about it."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from articles.images.decode import RefusedImage
from articles.images.render import FORMATS
from articles.images.renditions import make_renditions
from articles.images.shapes import SHAPES
from articles.images.store import store_image
from articles.models import StoredImage
from tests.images.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def media_files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_store_image_keeps_bytes_and_facts():
    image = store_image(picture("JPEG", (64, 48)))

    assert Path(image.file.path).read_bytes() == picture("JPEG", (64, 48))
    assert (image.format, image.width, image.height) == ("jpeg", 64, 48)
    assert image.byte_count == len(picture("JPEG", (64, 48)))
    assert len(image.sketch) == 72
    image.full_clean()


def test_store_image_name_is_no_plain_hash():
    image = store_image(picture())

    assert sha256(picture()).hexdigest() not in str(image.file.name)
    assert image.digest in str(image.file.name)


def test_store_image_equal_bytes_are_stored_once():
    assert store_image(picture()) == store_image(picture())
    assert len(media_files()) == 1


def test_store_image_after_rotation_of_the_secret_key_is_found(settings):
    image = store_image(picture())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert store_image(picture()) == image
    assert store_image(picture("WEBP")).digest != image.digest


def test_store_image_refused_picture_leaves_no_file():
    with pytest.raises(RefusedImage):
        store_image(b"<svg/>")

    assert media_files() == []
    assert not StoredImage.objects.exists()


def test_store_image_never_asks_the_storage_what_exists(monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "exists", lambda *_: pytest.fail("asked"))

    assert store_image(picture()).file


def test_media_storage_stopped_while_writing_leaves_no_half_file(monkeypatch):
    """A disk that is full, or a process that is killed, must not leave the name with half of it."""

    class Stops(ContentFile[bytes]):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        default_storage.save("images/ab/abc.png", Stops(b"half of it"))

    assert not default_storage.exists("images/ab/abc.png")


def test_media_storage_replaces_a_file_of_the_same_name():
    default_storage.save("images/ab/abc.png", ContentFile(b"one"))

    assert default_storage.save("images/ab/abc.png", ContentFile(b"two")) == "images/ab/abc.png"
    assert [path.read_bytes() for path in media_files()] == [b"two"]


STOP_BEFORE_THE_NAME = """
import os, sys, time
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

def stop(_number):
    print("written", flush=True)
    time.sleep(60)

os.fsync = stop
default_storage.save("images/ab/abc.png", ContentFile(b"x" * 100_000))
"""


def test_process_that_is_killed_while_saving_leaves_no_half_file(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MEDIA_ROOT": str(tmp_path),
    }
    with subprocess.Popen(
        [sys.executable, "-c", STOP_BEFORE_THE_NAME], env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()

    (left,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left.name.startswith("abc.png.")
    assert left.suffix == ".part"


@pytest.mark.django_db(transaction=True)
def test_store_image_at_once_by_two_workers_is_stored_once():
    """Both see that it is not stored yet, and both store it."""
    both = Barrier(2)
    stored: list[StoredImage] = []

    def work():
        try:
            both.wait(timeout=20)
            stored.append(store_image(picture("JPEG", (400, 300))))
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    one, two = stored
    assert one == two == StoredImage.objects.get()
    assert one.renditions.count() == len(SHAPES) * len(FORMATS)
    assert len([path for path in media_files() if path.parts[-3] == "images"]) == 1


def test_lost_file_comes_back_with_its_picture():
    image = store_image(picture("JPEG"))
    default_storage.delete(str(image.file))
    make_renditions(image.pk)

    assert store_image(picture("JPEG")) == image

    image.refresh_from_db()
    assert default_storage.exists(str(image.file))
    assert make_renditions(image.pk)
    assert not image.renditions.exclude(reason="").exists()
