"""Reasons for rejecting drafts."""

from django.db import models


class RejectionReason(models.Model):
    """A reason offered when a draft is rejected. Managing editors maintain the list."""

    text = models.CharField(max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "text"]

    def __str__(self) -> str:
        return self.text
