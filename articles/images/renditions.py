"""Make the renditions of stored images, each image by one worker at a time.

`StoredImage.renditions_due` is the queue. A worker claims an image by moving that time into the
future, and its result counts only if the time is still the same at the end: a change of the focal
point moves it back.
"""

from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.images.decode import SUFFIXES, RefusedImage
from articles.images.names import keyed_digest, media_path
from articles.images.render import FORMATS, Rendered, render_all
from articles.images.shapes import SHAPES
from articles.models import Rendition, StoredImage

MAX_TRIES = 5
"""How often a worker may die over one image before the image is given up."""


def make_renditions(image_id: int) -> bool:
    """Make the renditions of an image if they are due; return whether this call stored them.

    What cannot be made becomes a row with the reason. Errors of the storage are raised: the
    image is tried again when the claim has expired. Files of earlier renditions stay for
    `sweep_images`: pages that are open, or cached, still show them.
    """
    claim = timezone.now() + timedelta(seconds=settings.NEWSDESK_LEASE_SECONDS)
    images = StoredImage.objects.filter(pk=image_id)
    if not images.renditions_due_at(timezone.now()).update(
        renditions_due=claim, rendition_tries=F("rendition_tries") + 1
    ):
        return False
    image = images.filter(renditions_due=claim).first()
    if image is None:
        return False
    rows = _rows(image)
    with transaction.atomic():
        if not images.filter(renditions_due=claim).update(
            renditions_due=None,
            rendition_tries=0,
            renditions_failed=any(row.reason for row in rows),
            changed_at=timezone.now(),
        ):
            return False
        image.renditions.all().delete()
        Rendition.objects.bulk_create(rows)
    return True


def _rows(image: StoredImage) -> list[Rendition]:
    """Save the files of all renditions and return their rows, unsaved."""
    rows = []
    reason = "It was tried too often: the worker stopped each time."
    if image.rendition_tries <= MAX_TRIES:
        try:
            with image.file.open() as file:
                data = file.read()
            focal = image.focal_x, image.focal_y
            saved: dict[str, str] = {}
            rows = [_row(image, rendered, saved) for rendered in render_all(data, focal)]
        except FileNotFoundError:
            reason = "The stored file is missing."
        except RefusedImage as error:
            reason = str(error)
    return rows or [
        Rendition(image=image, name=shape.name, format=name, reason=reason)
        for shape in SHAPES
        for name in FORMATS
    ]


def _row(image: StoredImage, rendered: Rendered, saved: dict[str, str]) -> Rendition:
    """Save a rendition's file, unless it is among those `saved`: shapes can come out alike.

    Its name follows from its content and its image. It does not reveal the name of the image's own
    file, which has metadata that readers must not see.
    """
    row = Rendition(image=image, name=rendered.shape.name, format=rendered.format)
    if rendered.reason:
        row.reason = rendered.reason[: Rendition._meta.get_field("reason").max_length]
        return row
    digest = keyed_digest(b"%d:%b" % (image.pk, rendered.data))
    path = media_path("renditions", digest, SUFFIXES[rendered.format])
    if path not in saved:
        saved[path] = default_storage.save(path, ContentFile(rendered.data))
    row.file.name = saved[path]
    row.width, row.height = rendered.width, rendered.height
    row.byte_count = len(rendered.data)
    return row
