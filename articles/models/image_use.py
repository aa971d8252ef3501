"""Image uses: which article or provider declares the picture at an address."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.image_fetch import ImageFetch
from articles.models.provider import Provider


class ImageUse(models.Model):
    """A declared picture, connected to what we know about its address.

    It is derived from `Article.images` or `Provider.images` (`articles.images.uses`); `position`
    is the place there. The declared list itself is text, in which no query can look for an
    address: here an article is found by the picture that was fetched, and the other way round.
    """

    article = models.ForeignKey(
        Article, null=True, on_delete=models.CASCADE, related_name="image_uses", db_index=False
    )
    provider = models.ForeignKey(
        Provider, null=True, on_delete=models.CASCADE, related_name="image_uses", db_index=False
    )
    fetch = models.ForeignKey(ImageFetch, on_delete=models.CASCADE, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) ^ Q(provider__isnull=True),
                name="image_use_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["article", "fetch"],
                condition=Q(article__isnull=False),
                name="image_use_unique_in_article",
            ),
            models.UniqueConstraint(
                fields=["provider", "fetch"],
                condition=Q(provider__isnull=False),
                name="image_use_unique_in_provider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article or self.provider}, picture {self.position + 1}"
