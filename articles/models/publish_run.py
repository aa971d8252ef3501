"""A run that publishes drafts by the publishing rules."""

from typing import Any

from django.db import models

from articles.models.import_run import ImportRun
from articles.models.run import Run


class PublishRun(Run):
    """A job that judges drafts by the rules and publishes those that pass.

    `rules` is a snapshot of the rules, as fields of `articles.publishing.policy.Rule`. `scope`
    limits the drafts (see `articles.publishing.run_scope`). `expected` is the number of articles
    that the person was shown; the run stops if it has changed. `cursor` is the primary key up to
    which drafts have been judged, `max_pk` the last one when the run started. `import_run` is the
    import after which the system started the run.
    """

    rules: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    scope: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    expected = models.PositiveIntegerField(null=True, blank=True)
    import_run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="publish_runs"
    )
    cursor = models.BigIntegerField(default=0)
    max_pk = models.BigIntegerField(default=0)

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]

    @property
    def owner_id(self) -> int | None:
        """A run after an import belongs to the person who started the import."""
        if self.started_by_id is None and self.import_run is not None:
            return self.import_run.started_by_id
        return self.started_by_id

    @property
    def is_one_off(self) -> bool:
        """Whether it has numbers of its own instead of the rule's (version 0)."""
        return any(rule.get("version") == 0 for rule in self.rules)

    def __str__(self) -> str:
        return f"Publish run {self.pk}"
