"""Notes of staff on an article."""

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.event import DELETED_ACCOUNT


class Note(models.Model):
    """A dated, signed note on an article, for staff only. Notes are never published or exported."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Note on {self.article}"

    @property
    def author_name(self) -> str:
        return str(self.author) if self.author else DELETED_ACCOUNT
