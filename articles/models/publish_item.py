"""What a publish run decided about one draft."""

from typing import Self

from django.db import models

from articles.models.article import Article
from articles.models.publish_run import PublishRun

FIRST_BLOCKING_REASON = 4
"""Reasons are bits of one number; from this bit on they keep a draft a draft."""


class PublishItemQuerySet(models.QuerySet["PublishItem"]):
    """The sets of verdicts that the desk speaks of."""

    def published(self) -> Self:
        return self.filter(reasons__lt=FIRST_BLOCKING_REASON)

    def kept(self) -> Self:
        return self.filter(reasons__gte=FIRST_BLOCKING_REASON)


class PublishItem(models.Model):
    """A draft's verdict in a run.

    `reasons` is a set of `articles.publishing.policy.Reason` flags as one number. `quality` and
    `rule` say by which numbers the draft was judged: `rule` is the place of the rule in the
    run's snapshot, null where none applied. `version` is the article's after the item.
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
