"""One verb on many articles, from the choosing to the undoing."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.event_type import Verb
from articles.models.run import Run


class Batch(Run):
    """One verb on the articles that a filter showed, on the server, with a result for each.

    `verb` is done to every item with `details`: {"reason", "at", "topic", "person", "resolution",
    "conflicts", "field"}, as far as the verb takes them; times are ISO text, a person and
    conflicts primary keys. `query` is the filter as the address of the list had it, for people;
    `details["list"]` says which list, where it is not that of articles. The articles are chosen
    once, at the start: items hold them.
    """

    verb = models.CharField(max_length=20, choices=Verb.choices)
    details: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    query = models.TextField(blank=True)

    class Meta(Run.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name_plural = "batches"
        constraints = [
            *Run.Meta.constraints,
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="batch_verb_known"),
        ]

    def __str__(self) -> str:
        return f"Batch {self.pk}"


class BatchOutcome(models.TextChoices):
    """The closed list of what can become of an article in a batch."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    REFUSED = "refused", "Not done"


class BatchItem(models.Model):
    """What a batch did with one article.

    `version` is the article's when it was chosen, and its version after the verb once that is
    done. `problem` says why the verb was refused.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items", db_index=False)
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="batch_items"
    )
    version = models.PositiveIntegerField()
    outcome = models.CharField(
        max_length=8, choices=BatchOutcome.choices, default=BatchOutcome.WAITING
    )
    problem = models.CharField(max_length=500, blank=True)
    undone = models.BooleanField(default=False)
    undo_skipped_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "article"], name="batch_item_unique_article"),
            models.CheckConstraint(
                condition=Q(outcome__in=BatchOutcome.values), name="batch_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="batch_item_by_outcome")]

    def __str__(self) -> str:
        return f"{self.article} in {self.batch}"
