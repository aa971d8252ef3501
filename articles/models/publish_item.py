"""The verdict of a publish run on one draft."""

from typing import Self

from django.db import models

from articles.models.article import Article
from articles.models.publish_run import PublishRun

FIRST_BLOCKING_REASON = 8
"""Reasons are bits of one number; from this bit on they keep the article a draft."""


class PublishItemQuerySet(models.QuerySet["PublishItem"]):
    """Sets of verdicts."""

    def published(self) -> Self:
        return self.filter(reasons__lt=FIRST_BLOCKING_REASON)

    def kept(self) -> Self:
        return self.filter(reasons__gte=FIRST_BLOCKING_REASON)


class PublishItem(models.Model):
    """The verdict of a run on one draft.

    `reasons` is a set of `articles.publishing.policy.Reason` flags as one number. `rule` is the
    place of the rule that applied in the run's snapshot, or NULL. `quality` and `version` are the
    article's at that time, before it was published.
    """

    run = models.ForeignKey(
        PublishRun, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="publish_items"
    )
    reasons = models.PositiveIntegerField()
    quality = models.PositiveIntegerField(null=True)
    rule = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField()
    undone = models.BooleanField(default=False)
    undo_skipped_reason = models.CharField(max_length=200, blank=True)

    objects = PublishItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "article"], name="publish_item_unique_article"),
        ]

    def __str__(self) -> str:
        return f"Verdict on {self.article}"

    @property
    def is_published(self) -> bool:
        return self.reasons < FIRST_BLOCKING_REASON
