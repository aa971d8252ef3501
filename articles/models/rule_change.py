"""The history of the publishing rules."""

from typing import Any

from django.conf import settings
from django.db import models

from articles.models.publishing_rule import PublishingRule


class RuleChange(models.Model):
    """One version of a publishing rule: who changed what, when. Rows are never changed.

    `before` is empty if the rule was created, `after` if it was deleted; they hold the topic's
    name and the provider's domain. `name` remains after the rule is deleted.
    """

    rule = models.ForeignKey(
        PublishingRule, null=True, on_delete=models.SET_NULL, related_name="changes"
    )
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    after: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="rule_change_unique_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"
