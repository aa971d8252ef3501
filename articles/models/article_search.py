"""The words of articles, for full-text search on PostgreSQL."""

from typing import Any

from django.db import models

from articles.models.article import Article


class SearchVectorField(models.Field[str, str]):
    """PostgreSQL's tsvector; the one of Django needs psycopg on SQLite, too."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class ArticleSearch(models.Model):
    """The words of an article's texts and provider. Empty on SQLite, which has FTS5.

    `articles.search` writes it and has its GIN index. A table of its own, so that publishing an
    article does not write its vector again.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    vector = SearchVectorField()

    def __str__(self) -> str:
        return f"Words of {self.article}"
