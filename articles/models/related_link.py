"""Related coverage: reports of others about the same event."""

from typing import Any

from django.db import models

from articles.db.json_text import JSONText
from articles.models.article import Article
from articles.models.provider import Provider
from articles.seeds.limits import LIMITS


class RelatedLink(models.Model):
    """One item of an article's related coverage, in the seed's order.

    `target` is the Article that the link points to when we have it. `name` is the file name
    that the link's own day and title make; with `quality` it gives the order of a story. `images`
    are its declared pictures.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LIMITS.title)
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    web_url = models.URLField(max_length=LIMITS.address, blank=True)
    amp_url = models.URLField(max_length=LIMITS.address, blank=True)
    cdn_amp_url = models.URLField(max_length=LIMITS.address, blank=True)
    type = models.CharField(max_length=LIMITS.type, blank=True)
    quality = models.PositiveIntegerField(null=True, blank=True)
    images = JSONText[list[dict[str, Any]]](default=list, db_default=[], blank=True)
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="links",
        db_index=False,
    )
    target = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="links_here",
        db_index=False,
    )
    name = models.CharField(max_length=LIMITS.file_name, blank=True, editable=False)
    title_time_hash = models.BigIntegerField(null=True, editable=False)
    url_hash = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="link_unique_position"),
        ]
        indexes = [
            models.Index(
                fields=["target"], name="link_target", condition=models.Q(target__isnull=False)
            ),
            # Keys are looked up only to find what a link without a target points to.
            models.Index(
                fields=["title_time_hash"],
                name="link_title_time_hash",
                condition=models.Q(target__isnull=True),
            ),
            models.Index(
                fields=["url_hash"],
                name="link_url_hash",
                condition=models.Q(target__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
