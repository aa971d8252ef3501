"""Conflicts: fields that both an editor and the source have changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Resolution(models.TextChoices):
    """How a conflict ended."""

    MINE = "mine", "Kept ours"
    THEIRS = "theirs", "Took the source's"
    MOOT = "moot", "Both agree again"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Sets of conflicts."""

    def unsettled(self) -> "ConflictQuerySet":
        return self.filter(settled_at__isnull=True)


class Conflict(models.Model):
    """A field whose value the import kept although the source has another one, `theirs`.

    `base`, `mine` and `theirs` are values as `SeedArticle.values()` shapes them; `mine` is
    the editor's value when the conflict arose.
    """

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="conflicts")
    run = models.ForeignKey(
        "ImportRun", null=True, on_delete=models.SET_NULL, related_name="conflicts"
    )
    field = models.CharField(max_length=30)
    base: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    mine: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    theirs: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    resolution = models.CharField(max_length=6, choices=Resolution.choices, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "field"],
                condition=Q(settled_at__isnull=True),
                name="conflict_unique_open_field",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, resolution="")
                | Q(settled_at__isnull=False, resolution__in=Resolution.values),
                name="conflict_settled_has_resolution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.article}"
