"""What an import run did with one file."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.import_run import ImportRun


class ImportOutcome(models.TextChoices):
    """The closed list of what can become of a file. `unchanged` is only counted."""

    CREATED = "created", "New"
    CHANGED = "changed", "Changed"
    CONFLICT = "conflict", "Conflict"
    UNCHANGED = "unchanged", "Same"
    REFUSED = "refused", "Refused"
    MISSING = "missing", "Missing from its source"


class ImportItem(models.Model):
    """A file's outcome in a run, with what is needed to say why and to undo it.

    `fields` names the value fields taken from the file. `problems` lists the errors and
    warnings as {line, field, message}. `seed_before` is the seed file's row as it was
    ({path, digest, content, base}, bytes in base64), null where the file was new. `version`
    is the article's after the item, null where no article was touched.
    """

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_items"
    )
    path = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=10, choices=ImportOutcome.choices)
    fields: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    problems: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    seed_before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)
    undone = models.BooleanField(default=False)
    undo_skipped_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ImportOutcome.values), name="import_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "path"], name="import_item_by_path"),
            models.Index(fields=["run", "outcome", "id"], name="import_item_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.get_outcome_display()}"
