"""The status of an article."""

from django.db import models


class Status(models.TextChoices):
    """The status of an article. Only `articles.workflow` writes it."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    REJECTED = "rejected", "Rejected"
    ARCHIVED = "archived", "Archived"
