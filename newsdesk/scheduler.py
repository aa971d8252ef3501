"""What the worker does each minute, in a thread of its own (docs/decisions/0033).

It does not go through the task queue: two long imports occupy all threads of the queue, and
scheduled articles must be published meanwhile. Everything here may run in several workers at once.
"""

import logging
from collections import deque
from threading import Thread
from time import sleep, time

from django.db import close_old_connections

from articles.images.background import enqueue_fetches, resume_renditions
from articles.jobs.background import resume_jobs
from articles.jobs.heartbeat import beat
from articles.mail.notices import send_notices
from articles.public.feeds.websub import enqueue_ping
from articles.publishing.auto_publish import start_after_pictures
from articles.publishing.schedule import expire_due, publish_due

logger = logging.getLogger(__name__)
INTERVAL_SECONDS = 60


def run_tick() -> None:
    """Do all that is due now; the failure of one action stops no other."""
    for action in (
        beat,
        publish_all_due,
        expire_all_due,
        start_after_pictures,
        resume_jobs,
        resume_renditions,
        enqueue_fetches,
        enqueue_ping,
        send_notices,
    ):
        close_old_connections()
        try:
            action()
        except Exception:
            logger.exception("%s failed; it is repeated in a minute", action.__name__)
    close_old_connections()


def publish_all_due() -> None:
    deque(publish_due(), maxlen=0)


def expire_all_due() -> None:
    deque(expire_due(), maxlen=0)


def start_scheduler() -> None:
    """Start the thread, which ends with the process. The first tick is immediate."""
    Thread(target=_run_forever, name="scheduler", daemon=True).start()


def _run_forever() -> None:
    while True:
        run_tick()
        sleep(INTERVAL_SECONDS - time() % INTERVAL_SECONDS)
