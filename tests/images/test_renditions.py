"""Renditions are made by one worker at a time; none waits for ever."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from articles.images import background, renditions
from articles.images.background import remake_renditions, resume_renditions
from articles.images.render import FORMATS, render_all
from articles.images.renditions import MAX_TRIES, make_renditions
from articles.images.shapes import SHAPES
from articles.images.store import store_image
from articles.models import StoredImage
from tests.images.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ALL = len(SHAPES) * len(FORMATS)


@pytest.fixture
def image():
    return store_image(picture("JPEG", (200, 320)))


def reasons(image):
    return {*image.renditions.values_list("reason", flat=True)}


def later(image, **delta):
    """Let time pass: move what is due into the past."""
    image.refresh_from_db()
    image.renditions_due -= timedelta(**delta)
    image.save(update_fields=["renditions_due"])


def test_make_renditions_stores_a_file_for_each_shape_and_format(image):
    assert make_renditions(image.pk)

    image.refresh_from_db()
    assert image.renditions_due is None
    assert image.renditions.count() == ALL
    for rendition in image.renditions.all():
        assert Path(rendition.file.path).stat().st_size == rendition.byte_count > 0
        assert image.digest not in str(rendition.file.name)
        rendition.full_clean()


def test_make_renditions_twice_does_nothing(image):
    make_renditions(image.pk)
    rows = {*image.renditions.values_list("pk", flat=True)}

    assert not make_renditions(image.pk)
    assert {*image.renditions.values_list("pk", flat=True)} == rows


def test_make_renditions_of_a_deleted_image_does_nothing(image):
    pk = image.pk
    image.delete()

    assert not make_renditions(pk)


@pytest.mark.django_db(transaction=True)
def test_store_image_makes_renditions_in_the_background():
    assert store_image(picture("PNG")).renditions.count() == ALL


def test_make_renditions_of_two_workers_are_made_by_one(image, monkeypatch):
    """A second worker that starts meanwhile does nothing."""
    second = []

    def meanwhile(data, focal):
        second.append(make_renditions(image.pk))
        return render_all(data, focal)

    monkeypatch.setattr(renditions, "render_all", meanwhile)

    assert make_renditions(image.pk)
    assert second == [False]
    assert image.renditions.count() == ALL


def test_make_renditions_drops_what_was_cut_before_the_focal_point_changed(image, monkeypatch):
    def meanwhile(data, focal):
        StoredImage.objects.filter(pk=image.pk).update(focal_x=0)
        remake_renditions(image.pk)
        return render_all(data, focal)

    monkeypatch.setattr(renditions, "render_all", meanwhile)
    assert not make_renditions(image.pk)
    assert not image.renditions.exists()
    monkeypatch.undo()

    assert make_renditions(image.pk)


def test_remake_renditions_after_a_new_focal_point_names_new_files(image):
    make_renditions(image.pk)
    square = image.renditions.get(name="square", format="jpeg").file.name
    whole = image.renditions.get(name="hero", format="jpeg").file.name
    changed_at = StoredImage.objects.get().changed_at

    StoredImage.objects.update(focal_x=0, focal_y=0)
    remake_renditions(image.pk)
    make_renditions(image.pk)

    assert image.renditions.get(name="square", format="jpeg").file.name != square
    assert image.renditions.get(name="hero", format="jpeg").file.name == whole
    assert StoredImage.objects.get().changed_at > changed_at


def test_make_renditions_of_a_broken_file_says_why(image):
    Path(image.file.path).write_bytes(picture("JPEG", (200, 320))[:200])

    assert make_renditions(image.pk)
    assert reasons(image) == {"The picture is broken or incomplete."}
    assert image.renditions.count() == ALL
    assert not make_renditions(image.pk)


def test_make_renditions_of_a_missing_file_says_why(image):
    Path(image.file.path).unlink()

    assert make_renditions(image.pk)
    assert reasons(image) == {"The stored file is missing."}
    assert StoredImage.objects.get().renditions_failed


def test_make_renditions_while_the_storage_fails_is_tried_again(image, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="No space"):
        make_renditions(image.pk)
    monkeypatch.undo()

    assert not make_renditions(image.pk), "the claim has not expired"
    later(image, minutes=3)
    assert make_renditions(image.pk)
    assert reasons(image) == {""}
    assert not StoredImage.objects.get().renditions_failed


def test_image_over_which_workers_die_is_given_up(image, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    monkeypatch.setattr(renditions, "render_all", killed)
    for _ in range(MAX_TRIES):
        with pytest.raises(Killed):
            make_renditions(image.pk)
        later(image, minutes=3)

    assert make_renditions(image.pk)
    assert reasons(image) == {"It was tried too often: the worker stopped each time."}


@pytest.mark.django_db(transaction=True)
def test_resume_renditions_after_a_killed_worker(image, monkeypatch):
    StoredImage.objects.update(renditions_due=timezone.now(), rendition_tries=1)
    image.renditions.all().delete()

    resume_renditions()
    assert not image.renditions.exists(), "its worker may still be busy"

    later(image, minutes=3)
    resume_renditions()
    assert image.renditions.count() == ALL


def test_resume_renditions_hands_each_image_over_once_in_a_lease(image, monkeypatch):
    handed_over = []
    monkeypatch.setattr(background, "enqueue_renditions", lambda *ids: handed_over.extend(ids))
    later(image, minutes=3)

    resume_renditions()
    resume_renditions()

    assert handed_over == [image.pk]
