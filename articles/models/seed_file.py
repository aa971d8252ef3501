"""Imported files, kept for the next merge and for export."""

from typing import Any

from django.db import models

from articles.db.json_text import JSONText
from articles.models.article import Article
from articles.models.provider import Provider
from articles.models.source import Source
from articles.models.topic import Topic
from articles.models.value_fields import empty_values
from articles.seeds.compression import unpack
from articles.seeds.limits import LIMITS


class SeedKind(models.TextChoices):
    """The kind of a file."""

    ARTICLE = "article", "Article"
    ORGANISATION = "organisation", "Organisation"
    TOPIC = "topic", "Topic"


class SeedFile(models.Model):
    """A seed's bytes as last imported, and what they said: the *base* of the next merge.

    `name` is the file's name without its ending: its identity within source and kind.
    `digest` is the sha256 of the bytes. `content` holds them compressed (zlib), with
    `secured` in it, which is nowhere else. `base` is what `SeedArticle.values()` gave.
    `missing_since` says when an import first missed the file in its source.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="seed_files", db_index=False
    )
    kind = models.CharField(max_length=12, choices=SeedKind.choices, default=SeedKind.ARTICLE)
    name = models.CharField(max_length=LIMITS.file_name)
    path = models.CharField(max_length=LIMITS.path)
    digest = models.BinaryField(max_length=32)
    content = models.BinaryField()
    base = JSONText[dict[str, Any]](default=dict)
    article = models.OneToOneField(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="seed_file"
    )
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )
    missing_since = models.DateTimeField(null=True, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SeedKind.values), name="seed_kind_known"
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "name"], name="seed_file_unique_name_in_source"
            ),
        ]
        indexes = [  # nearly all files are those of articles
            models.Index(
                fields=["provider"],
                name="seed_file_provider",
                condition=models.Q(provider__isnull=False),
            ),
            models.Index(
                fields=["topic"], name="seed_file_topic", condition=models.Q(topic__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def base_values(self) -> dict[str, Any]:
        """The value fields of an article as last imported, complete.

        A field that is newer than that import counts as empty: whatever the file says of it has
        never been offered to the editors.
        """
        return empty_values() | self.base

    @property
    def data(self) -> bytes:
        """The file's bytes as they were read."""
        return unpack(bytes(self.content))
