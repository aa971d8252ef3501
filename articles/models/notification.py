"""What people are notified of: mentions in notes, and assignments."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.note import Note


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Sets of notifications."""

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """A mention of a person in a `note`, or without one the assignment of an article to them.

    `by` is who mentioned or assigned; NULL for the system or a deleted account.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notifications")
    note = models.ForeignKey(
        Note, null=True, on_delete=models.CASCADE, related_name="notifications"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="notification_unique_mention"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(note=None), name="notification_unique_assignment"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="notification_newest")]

    def __str__(self) -> str:
        return f"{self.person}: {self.article}"
