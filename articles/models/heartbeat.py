"""Signs of life of what works in the background."""

from django.db import models


class Heartbeat(models.Model):
    """When the clock of a worker (host:pid:start) last ticked; it does so every minute."""

    worker = models.CharField(max_length=300, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.worker
