"""Why drafts are rejected, in the house's own words."""

from django.db import models


class RejectionReason(models.Model):
    """A reason that the desk offers when a draft is rejected; managing editors keep the list."""

    text = models.CharField(max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "text"]

    def __str__(self) -> str:
        return self.text
