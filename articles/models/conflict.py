"""Conflicts: fields that both an editor and the source have changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Resolution(models.TextChoices):
    """How a conflict ended."""

    OURS = "ours", "Kept ours"
    SOURCE = "source", "Used source"
    OBSOLETE = "obsolete", "Both agree again"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Sets of conflicts."""

    def unresolved(self) -> "ConflictQuerySet":
        return self.filter(resolved_at__isnull=True)


class Conflict(models.Model):
    """A field whose value the import kept although the source has another one, `source`.

    `base`, `ours` and `source` are values as `SeedArticle.values()` shapes them; `ours` is
    the editor's value when the conflict arose.
    """

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="conflicts")
    run = models.ForeignKey(
        "ImportRun", null=True, on_delete=models.SET_NULL, related_name="conflicts"
    )
    field = models.CharField(max_length=30)
    base: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    ours: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    source: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    resolution = models.CharField(max_length=8, choices=Resolution.choices, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "field"],
                condition=Q(resolved_at__isnull=True),
                name="conflict_unique_open_field",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolution="")
                | Q(resolved_at__isnull=False, resolution__in=Resolution.values),
                name="conflict_resolved_has_resolution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.article}"
