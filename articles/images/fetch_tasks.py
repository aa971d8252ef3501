"""Fetch pictures in the background, in slices, so that other tasks get their turn."""

from collections import deque
from threading import Lock

from django.core.cache import caches
from django_tasks import task

from articles.images.background import FETCHES_QUEUED, enqueue_fetches
from articles.images.fetch_queue import fetch_due

SLICE_SECONDS = 20
"""Nothing is begun after this time; what is running may take as long as a deadline."""
_slice = Lock()


@task(priority=-10)
def fetch_images_task() -> None:
    """Fetch pictures for a while; do nothing if another thread of this process does it.

    The priority lets imports go first, and so does the limit to one of a worker's few threads.
    """
    caches["shared"].delete(FETCHES_QUEUED)
    if not _slice.acquire(blocking=False):
        return
    try:
        fetched = deque(fetch_due(seconds=SLICE_SECONDS), maxlen=1)
    finally:
        _slice.release()
    if fetched:
        enqueue_fetches()
