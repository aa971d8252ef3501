"""Who is looking at what, so that two people do not do one thing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from articles.models.article import Article


class PresenceQuerySet(models.QuerySet["Presence"]):
    """The sets of presences that the desk speaks of."""

    def fresh(self, now: datetime) -> "PresenceQuerySet":
        """Those with a sign of life in the last moments."""
        return self.filter(seen_at__gt=now - Presence.LASTS)


class Presence(models.Model):
    """Somebody has an article open. It is a notice, never a lock: versions keep work apart."""

    LASTS = timedelta(seconds=90)
    """After so long without a sign of life nobody is there any more."""

    class Doing(models.TextChoices):
        LOOKING = "looking", "looking at it"
        EDITING = "editing", "editing it"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    doing = models.CharField(max_length=8, choices=Doing.choices)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="one_presence_an_article"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_doing_display()}"
