"""Renditions in the background queue."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from articles.images.renditions import make_renditions
from articles.models import StoredImage

BATCH = 500
"""Images that are handed to the worker again at once."""


@task(priority=-10)
def make_renditions_task(image_id: int) -> None:
    """Make the renditions of an image; do nothing if they are made, or another worker does it.

    The priority lets imports and publish runs go first.
    """
    make_renditions(image_id)


def enqueue_renditions(*image_ids: int) -> None:
    """Let the worker make renditions after the commit.

    If the queue cannot be reached this is logged only: `resume_renditions` finds the images.
    """

    def send() -> None:
        for image_id in image_ids:
            make_renditions_task.enqueue(image_id)

    transaction.on_commit(send, robust=True)


def remake_renditions(image_id: int) -> None:
    """Make the renditions of an image again, because its focal point was changed.

    Call it in the transaction of the change. What a worker is making of the image now is dropped.
    """
    StoredImage.objects.filter(pk=image_id).update(renditions_due=timezone.now(), rendition_tries=0)
    enqueue_renditions(image_id)


def mark_all_due() -> int:
    """Let the renditions of all images be made again; return their number.

    The command that calls this makes them itself. If it stops, the worker makes the rest.
    """
    return StoredImage.objects.update(renditions_due=timezone.now(), rendition_tries=0)


def resume_renditions() -> None:
    """Hand images to the worker again whose renditions have been due for the time of a lease.

    Their worker died or had an error, or the queue has lost them or is long. Each is handed over
    again only after the time of another lease.
    """
    now = timezone.now()
    overdue = now - timedelta(seconds=settings.NEWSDESK_LEASE_SECONDS)
    images = StoredImage.objects.renditions_due_at(overdue).order_by("renditions_due")
    ids = list(images.values_list("pk", flat=True)[:BATCH])
    images = StoredImage.objects.renditions_due_at(overdue).filter(pk__in=ids)
    images.update(renditions_due=now)
    enqueue_renditions(*ids)
