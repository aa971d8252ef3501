"""A publishing of drafts by threshold, from its start to its undoing."""

from typing import Any

from django.db import models

from .run import Run


class PublishRun(Run):
    """One judging of all drafts by the rules as they were then.

    `rules` is their snapshot, as `articles.workflow.policy.Rule` fields. `scope` narrows the
    drafts ({"ids": [...]}), empty for all. `expected` is the number that the person who
    started the run was shown: the run stops where it has moved. `cursor` is the primary key
    up to which drafts have been judged, `ceiling` the last one there was at the start.
    """

    rules: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    scope: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    expected = models.PositiveIntegerField(null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    ceiling = models.BigIntegerField(default=0)

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Publish run {self.pk}"
