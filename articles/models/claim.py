"""Claims: which reviewer goes through which drafts right now."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

CLAIM_LASTS = timedelta(minutes=2)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def valid(self, now: datetime) -> Self:
        """The claims that were renewed within CLAIM_LASTS; any reviewer may take over others."""
        return self.filter(renewed_at__gt=now - CLAIM_LASTS)


class Claim(models.Model):
    """A draft that a reviewer decides now or next, so that no other reviewer is shown it.

    It is no lock: `Article.version` protects against lost updates.
    """

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="claim"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    renewed_at = models.DateTimeField(db_index=True)

    objects = ClaimQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.article} for {self.user}"
