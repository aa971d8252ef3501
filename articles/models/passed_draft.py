"""Drafts that a person has passed on."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from articles.models.article import Article

PASSES_FOR = timedelta(days=1)
"""How long a passed draft stays out of the person's queue."""


class PassedDraftQuerySet(models.QuerySet["PassedDraft"]):
    """Sets of passed drafts."""

    def in_force(self, person: models.Model, now: datetime) -> Self:
        """Return what keeps drafts out of a person's queue at `now`."""
        return self.filter(person=person, at__gt=now - PASSES_FOR)


class PassedDraft(models.Model):
    """A draft that a person leaves to others for a day.

    It is no Event: it changes nothing for others, whose open pages must stay current.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passed_drafts"
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="passed_by", db_index=False
    )
    at = models.DateTimeField()

    objects = PassedDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="passed_draft_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.article} passed by {self.person}"
