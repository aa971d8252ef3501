"""Tokens with which programs use the API in the name of a person."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> Self:
        """Return the tokens that are neither revoked nor expired and whose owner may log in."""
        valid = self.filter(revoked_at=None, expires_at__gt=now)
        return valid.filter(owner__is_active=True, owner__is_staff=True)


class ApiToken(models.Model):
    """A token of one person. It allows what is in `permissions` and its owner may do now.

    `digest` is the SHA-256 of the secret, which is shown once and not stored, and `beginning` its
    first characters, by which people recognize it. `permissions` are names of permissions without
    their app. Tokens are never deleted, because jobs refer to them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=60)
    beginning = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    permissions: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(revoked_at=None),
                name="api_token_unique_name",
                violation_error_message="You already have a token with this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Return whether it can be used, for people."""
        if self.revoked_at is not None:
            return "Revoked"
        return "Active" if self.expires_at > timezone.now() else "Expired"

    def allows(self, permission: str) -> bool:
        """Whether a permission, such as "articles.publish_article", is one of the token's."""
        app, _, name = permission.partition(".")
        return app == "articles" and name in self.permissions
