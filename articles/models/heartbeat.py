"""Heartbeats of workers."""

from django.db import models


class Heartbeat(models.Model):
    """The time of a worker's (host:pid) last heartbeat; workers record one each minute."""

    worker = models.CharField(max_length=300, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.worker
