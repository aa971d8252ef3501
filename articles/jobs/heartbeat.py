"""Does anybody work in the background? The clock of each worker leaves a sign every minute."""

from datetime import datetime, timedelta

from django.utils import timezone

from articles.jobs.lease import worker_name
from articles.models import Heartbeat

ALIVE = timedelta(minutes=3)
"""A worker that ticks every minute may miss two."""
FORGET = timedelta(days=1)


def beat(now: datetime | None = None) -> None:
    """Leave this worker's sign of life, and forget those of workers that are long gone."""
    now = now or timezone.now()
    Heartbeat.objects.update_or_create(worker=worker_name(), defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - FORGET).delete()


def last_beat() -> datetime | None:
    """Return when any worker last gave a sign of life."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def worker_is_alive(now: datetime | None = None) -> bool:
    """Whether a worker has given a sign of life within three minutes."""
    last = last_beat()
    return last is not None and (now or timezone.now()) - last <= ALIVE
