"""A publishing of drafts by threshold, from its start to its undoing."""

from typing import Any

from django.db import models

from articles.models.import_run import ImportRun
from articles.models.run import Run


class PublishRun(Run):
    """One judging of all drafts by the rules as they were then.

    `rules` is their snapshot, as `articles.publishing.policy.Rule` fields. `scope` narrows the
    drafts ({"ids": [...]}), empty for all. `expected` is the number that the person who
    started the run was shown: the run stops where it has moved. `cursor` is the primary key
    up to which drafts have been judged, `ceiling` the last one there was at the start.
    `import_run` is the import after which it began by itself; it ran on behalf of who started that.
    """

    rules: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    scope: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    expected = models.PositiveIntegerField(null=True, blank=True)
    import_run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="publish_runs"
    )
    cursor = models.BigIntegerField(default=0)
    ceiling = models.BigIntegerField(default=0)

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]

    @property
    def owner_id(self) -> int | None:
        """One that began by itself is that of the person who let the import run."""
        if self.started_by_id is None and self.import_run is not None:
            return self.import_run.started_by_id
        return self.started_by_id

    def __str__(self) -> str:
        return f"Publish run {self.pk}"
