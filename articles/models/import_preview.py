"""What an import would do, worked out before anything is stored."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from articles.models.import_item import ImportOutcome
from articles.models.import_run import ImportRun
from articles.models.run import Run, RunState


class ImportPreviewQuerySet(models.QuerySet["ImportPreview"]):
    """The sets of previews that people see."""

    def unconfirmed(self) -> Self:
        """Those that may still be confirmed: neither imported nor put away."""
        return self.filter(run=None).exclude(state=RunState.CANCELLED)


class ImportPreview(Run):
    """A dry run of an upload or a folder, kept until it is confirmed or a day old.

    `folder` names the upload, or is empty where `paths` lie on the server. `run` is the import
    that it was confirmed as. `options`, `chosen`, `enriched` and `totals` are as an ImportRun's;
    `remarks` are about the whole. A cancelled one was put away: nobody sees it any more.
    """

    source_name = models.CharField(max_length=100)
    origin = models.CharField(max_length=1000)
    folder = models.CharField(max_length=32, blank=True)
    paths: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    chosen: "models.JSONField[dict[str, list[str]], dict[str, list[str]]]" = models.JSONField(
        default=dict, blank=True
    )
    enriched: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    remarks: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    run = models.OneToOneField(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="preview"
    )

    objects = ImportPreviewQuerySet.as_manager()

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]
        constraints = [*Run.Meta.constraints]

    @property
    def done_count(self) -> int:
        """Organisations and topics are dealt with, too."""
        return super().done_count + sum(self.enriched.values())

    def __str__(self) -> str:
        return f"Preview {self.pk}"


class PreviewItem(models.Model):
    """What would become of one file.

    `mine` and `theirs` hold the value fields that differ, as they are here and as the file has
    them; `base` what the source said before. `problems` are {line, field, message}. What is left
    out is not imported.
    """

    preview = models.ForeignKey(
        ImportPreview, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    path = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=10, choices=ImportOutcome.choices)
    title = models.CharField(max_length=300, blank=True)
    quality = models.PositiveIntegerField(null=True)
    article_id = models.BigIntegerField(null=True)
    fields: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    problems: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    base: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    mine: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    theirs: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ImportOutcome.values), name="preview_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["preview", "outcome", "id"], name="preview_item_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.get_outcome_display()}"
