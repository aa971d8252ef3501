"""Bulk actions: one action on many articles, with an outcome for each."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.event_type import Verb
from articles.models.run import Run


class BulkAction(Run):
    """One action on the articles of a list, as a job.

    `verb` is the event that the action leaves, `details` are its arguments: "reason", "at",
    "topic", "remove", "person", "resolution", "conflicts", "field", as far as the action takes
    them; times are ISO text, a person and conflicts primary keys. A merge of topics or providers
    has "merge" (which of the two), "old" and "into" (names or domains), and the primary keys of
    what else it moved: "aliases" and "children". `query` is the filter in the
    URL of the list, and `details["list"]` names the list if it is not that of articles. The
    articles are chosen once, at the start: the items hold them.
    """

    verb = models.CharField(max_length=20, choices=Verb.choices)
    details: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    query = models.TextField(blank=True)

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name_plural = "bulk actions"
        constraints = [
            *Run.Meta.constraints,
            models.CheckConstraint(
                condition=Q(verb__in=Verb.values), name="bulk_action_verb_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Bulk action {self.pk}"


class BulkActionOutcome(models.TextChoices):
    """What can become of an article in a bulk action."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"


class BulkActionItem(models.Model):
    """What a bulk action did with one article.

    `version` is the article's when it was chosen, and its version after the action once that is
    done. `problem` says why the article was skipped.
    """

    bulk_action = models.ForeignKey(
        BulkAction, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="bulk_action_items"
    )
    version = models.PositiveIntegerField()
    outcome = models.CharField(
        max_length=8, choices=BulkActionOutcome.choices, default=BulkActionOutcome.WAITING
    )
    problem = models.CharField(max_length=500, blank=True)
    undone = models.BooleanField(default=False)
    undo_skipped_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk_action", "article"], name="bulk_action_item_unique_article"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=BulkActionOutcome.values), name="bulk_action_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["bulk_action", "outcome", "id"], name="bulk_item_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.article} in {self.bulk_action}"
