"""Hand pictures to the worker, after the commit.

Tasks are named here and loaded when one is enqueued: with them come the task queue and the HTTP
client, and commands that have no picture to hand over start in half the time without these.

If the queue cannot be reached this is logged only: the scheduler's tick hands over again.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.models import FetchState, ImageFetch, StoredImage

FETCHES_QUEUED = "fetch-images-queued"
"""The key in the shared cache that says that a task waits to fetch pictures."""
_QUEUED_SECONDS = 300
"""A task that the queue has lost is replaced after this time."""
_BATCH = 200
"""Images that are handed to the worker again at once."""


def enqueue_fetches() -> None:
    """Let the worker fetch the pictures that are due. One task at a time waits."""
    if settings.NEWSDESK_FETCH_IMAGES:
        transaction.on_commit(_enqueue_fetches, robust=True)


def _enqueue_fetches() -> None:
    is_due = due_fetches(timezone.now()).exists()
    if is_due and caches["shared"].add(FETCHES_QUEUED, True, _QUEUED_SECONDS):
        import_string("articles.images.fetch_tasks.fetch_images_task").enqueue()


def due_fetches(now: datetime) -> QuerySet[ImageFetch]:
    """Return the addresses that may be asked now; files of seeds, which have no host, never."""
    is_free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = ImageFetch.objects.filter(is_free, state=FetchState.WAITING, next_try_at__lte=now)
    return waiting.exclude(host="")


def enqueue_renditions(*image_ids: int) -> None:
    """Let the worker make the renditions of images."""

    def send() -> None:
        task = import_string("articles.images.tasks.make_renditions_task")
        for image_id in image_ids:
            task.enqueue(image_id)

    if image_ids:
        transaction.on_commit(send, robust=True)


def remake_renditions(image_id: int) -> None:
    """Let the renditions of an image be made again, because its focal point was changed.

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
    overdue = StoredImage.objects.renditions_due_at(
        now - timedelta(seconds=settings.NEWSDESK_LEASE_SECONDS)
    )
    ids = list(overdue.order_by("renditions_due").values_list("pk", flat=True)[:_BATCH])
    overdue.filter(pk__in=ids).update(renditions_due=now)
    enqueue_renditions(*ids)
