"""An import of seeds, from its start to its undoing."""

from pathlib import PurePath
from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.run import ACTIVE_STATES, Run
from articles.models.source import Source


class ImportRun(Run):
    """One import of the seeds at `origin` into a source.

    `origin` is for people, `paths` are the absolute paths for whoever goes on with the run. A
    run that changes nothing is not stored. `options` holds `trust_published` and
    `archive_missing`; together with `paths` they tell which interrupted run to resume.
    `chosen` narrows the files by their paths: {"only": [...]} or {"without": [...]}, empty for all.
    `enriched` counts the organisations and topics that were taken. `made` lists the primary
    keys of the providers and topics that the run met for the first time.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="import_runs")
    origin = models.CharField(max_length=1000)
    paths: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    chosen: "models.JSONField[dict[str, list[str]], dict[str, list[str]]]" = models.JSONField(
        default=dict, blank=True
    )
    enriched: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    made: "models.JSONField[dict[str, list[int]], dict[str, list[int]]]" = models.JSONField(
        default=dict
    )

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]
        constraints = [
            *Run.Meta.constraints,
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=ACTIVE_STATES),
                name="import_run_unique_active_source",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="import_run_by_time")]

    @property
    def done_count(self) -> int:
        """Organisations and topics are dealt with, too."""
        return super().done_count + sum(self.enriched.values())

    def __str__(self) -> str:
        """Names without their folders: where things lie on the server is nobody's business."""
        names = ", ".join(PurePath(path).name for path in self.origin.split(", "))
        return f"Import {self.pk} of {names}"
