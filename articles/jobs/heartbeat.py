"""Heartbeats: each worker records one per minute, so that pages can say if none is running."""

from datetime import datetime, timedelta

from django.utils import timezone

from articles.jobs.lease import worker_name
from articles.models import Heartbeat

ALIVE = timedelta(minutes=3)
"""A worker may miss two heartbeats."""
FORGET = timedelta(days=1)


def beat(now: datetime | None = None) -> None:
    """Record a heartbeat of this process and delete those that are older than a day."""
    now = now or timezone.now()
    Heartbeat.objects.update_or_create(worker=worker_name(), defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - FORGET).delete()


def last_beat() -> datetime | None:
    """Return the time of the newest heartbeat of any worker."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def worker_is_alive(now: datetime | None = None) -> bool:
    """Return whether any worker recorded a heartbeat within three minutes."""
    last = last_beat()
    return last is not None and (now or timezone.now()) - last <= ALIVE
