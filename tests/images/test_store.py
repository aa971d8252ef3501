"""Store a picture once, under a name that tells nothing about it."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from articles.images.decode import RefusedImage
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
