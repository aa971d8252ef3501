"""An import of seeds, or a dry run of one, which is called a preview."""

from pathlib import PurePath
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from articles.models.run import ACTIVE_STATES, Run, RunState
from articles.models.source import Source


class ImportManager(models.Manager["ImportRun"]):
    """Imports without the dry runs."""

    def get_queryset(self) -> QuerySet["ImportRun"]:
        return super().get_queryset().filter(dry_run=False)


class PreviewManager(models.Manager["ImportRun"]):
    """The dry runs."""

    def get_queryset(self) -> QuerySet["ImportRun"]:
        return super().get_queryset().filter(dry_run=True)

    def unconfirmed(self) -> QuerySet["ImportRun"]:
        """Return the previews that can still be confirmed: neither imported nor discarded."""
        return self.filter(confirmed_as=None).exclude(state=RunState.CANCELLED)


class ImportRun(Run):
    """One import of the seeds at `paths` into a source, or a dry run of it (a preview).

    `label` names the files for people; `paths` are absolute, for the worker that resumes the run.
    An import that changes nothing is not stored. `options` holds `trust_published` and
    `archive_missing`. `file_selection` narrows the files by their paths: {"only": [...]} and
    {"exclude": [...]}, empty for all. `metadata_counts` counts the organisations and topics that
    were taken; `created_ids` lists the providers and topics that the run created. `upload` names
    the folder of uploaded files, "" when `paths` lie elsewhere on the server.

    `objects` has imports and previews, for the life cycle of jobs; pages use `imports` or
    `previews`. Confirming a preview starts an import, whose `preview` is that run. A cancelled
    preview was discarded and is not shown any more. `message` holds the warnings, one per line,
    or the error.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="import_runs")
    dry_run = models.BooleanField(default=False)
    preview = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="confirmed_as"
    )
    label = models.CharField(max_length=1000)
    upload = models.CharField(max_length=32, blank=True)
    paths: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    file_selection: "models.JSONField[dict[str, list[str]], dict[str, list[str]]]" = (
        models.JSONField(default=dict, blank=True)
    )
    metadata_counts: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(
        default=dict
    )
    created_ids: "models.JSONField[dict[str, list[int]], dict[str, list[int]]]" = models.JSONField(
        default=dict
    )

    objects = models.Manager["ImportRun"]()
    imports = ImportManager()
    previews = PreviewManager()

    class Meta(Run.Meta):
        abstract = False
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-pk"]
        constraints = [
            *Run.Meta.constraints,
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=ACTIVE_STATES, dry_run=False),
                name="import_run_unique_active_source",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="import_run_by_time")]

    @property
    def done_count(self) -> int:
        return super().done_count + sum(self.metadata_counts.values())

    def __str__(self) -> str:
        """Return the run's name; without folders, which are not for every reader."""
        if self.dry_run:
            return f"Preview {self.pk}"
        names = ", ".join(PurePath(path).name for path in self.label.split(", "))
        return f"Import {self.pk} of {names}"
