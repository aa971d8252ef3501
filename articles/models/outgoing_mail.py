"""Mail to staff: what waits to be sent, and what was sent."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class OutgoingMail(models.Model):
    """A mail to one person.

    It is queued in the transaction of what it is about; the worker writes the text from `facts`
    when it sends it. `key` is unique, so that nothing is queued twice. `sent_at` is set before
    sending, so that nothing is sent twice; if sending fails it is emptied again, and `due_at` is
    the time of the next attempt.
    """

    class Kind(models.TextChoices):
        PASSWORD_LINK = "password_link", "Password link"
        DIGEST = "digest", "Mentions and assignments"
        FAILED_IMPORT = "failed_import", "Failed import"
        SILENT_WORKER = "silent_worker", "Silent worker"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outgoing_mail"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=100, unique=True)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="outgoing_mail_due", condition=models.Q(sent_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.user_id}"
