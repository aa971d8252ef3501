"""Fetch pictures in the background, in slices, so that other tasks get their turn."""

from collections import deque
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django_tasks import task

from articles.images.fetch_queue import fetch_due, is_due

SLICE_SECONDS = 20
"""Nothing is begun after this time; what is running may take as long as a deadline."""
_QUEUED = "fetch-images-queued"
_QUEUED_SECONDS = 300
"""A task that the queue has lost is replaced after this time."""
_slice = Lock()


@task(priority=-10)
def fetch_images_task() -> None:
    """Fetch pictures for a while; do nothing if another thread of this process does it.

    The priority lets imports go first, and so does the limit to one of a worker's few threads.
    """
    caches["shared"].delete(_QUEUED)
    if not _slice.acquire(blocking=False):
        return
    try:
        fetched = deque(fetch_due(seconds=SLICE_SECONDS), maxlen=1)
    finally:
        _slice.release()
    if fetched:
        enqueue_fetches()


def enqueue_fetches() -> None:
    """Hand the pictures that are due to the worker, after the commit. One task at a time waits."""
    if settings.NEWSDESK_FETCH_IMAGES:
        transaction.on_commit(_enqueue, robust=True)


def _enqueue() -> None:
    if is_due() and caches["shared"].add(_QUEUED, True, _QUEUED_SECONDS):
        fetch_images_task.enqueue()
