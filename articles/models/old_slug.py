"""Earlier addresses of articles, which redirect readers to the one in use."""

from django.db import models

from articles.models.article import Article


class OldSlug(models.Model):
    """A slug that an article had before an editor changed it. No other article may get it."""

    slug = models.CharField(max_length=260, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="old_slugs")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="oldslug_has_slug"),
        ]

    def __str__(self) -> str:
        return self.slug
