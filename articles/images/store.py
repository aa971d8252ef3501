"""Store pictures: each once, under a name that tells nothing."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images.background import enqueue_renditions, remake_renditions
from articles.images.inspect import inspect_image
from articles.images.names import keyed_digest, known_digests, media_path
from articles.models import StoredImage


def store_image(data: bytes) -> StoredImage:
    """Check a picture and store it, unless its bytes are stored already. Raises RefusedImage.

    A stored picture gets its file back if this was lost.

    Its renditions are made by the worker after the commit. Do not call this in a transaction:
    decoding and saving a file take long. The file is complete before its row exists; a process
    that is killed between them leaves a file that `sweep_images` deletes.
    """
    if image := _stored(data):
        name = str(image.file)
        if image.renditions_failed and not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
            remake_renditions(image.pk)
        return image
    facts = inspect_image(data)
    digest = keyed_digest(data)
    file = default_storage.save(media_path("images", digest, facts.suffix), ContentFile(data))
    image, is_new = StoredImage.objects.get_or_create(
        digest=digest,
        defaults={
            "file": file,
            "format": facts.format,
            "byte_count": len(data),
            "width": facts.width,
            "height": facts.height,
            "dhash": facts.dhash,
            "entropy": facts.entropy,
            "sketch": facts.sketch,
            "focal_x": facts.focal_x,
            "focal_y": facts.focal_y,
        },
    )
    if is_new:
        enqueue_renditions(image.pk)
    return image


def _stored(data: bytes) -> StoredImage | None:
    """Return the image with these bytes; keep it from being swept, since it is wanted now."""
    image = StoredImage.objects.filter(digest__in=known_digests(data)).first()
    if image and image.unused_since:
        kept = StoredImage.objects.filter(pk=image.pk).update(unused_since=None)
        return image if kept else None
    return image
