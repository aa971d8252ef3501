"""Providers: the organisations that published the items."""

from typing import Any

from django.db import models

from articles.db.json_text import JSONText
from articles.models.stored_image import StoredImage
from articles.seeds.limits import LIMITS


class Provider(models.Model):
    """An organisation that publishes news, identified by its domain.

    Seeds name providers in passing; organisation files say more about them. `edited_at` says
    when a person last changed it: what people write, no first organisation file replaces.
    `merged_into` makes the domain another domain of that provider: no article and no related link
    has this provider then, and imports and editors that use its domain mean the other one.
    `edited_fields` are the fields whose values are a person's, and not those of a file. `images`
    are its declared pictures, and `icon` is derived: the stored picture that stands for the
    provider (`articles.images`).
    """

    domain = models.CharField(max_length=LIMITS.domain, unique=True)
    name = models.CharField(max_length=LIMITS.name)
    description = models.TextField(blank=True)
    other_names = models.JSONField(default=list, blank=True)
    images = JSONText[list[dict[str, Any]]](default=list, db_default=[], blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    icon = models.ForeignKey(
        StoredImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="icon_of",
        editable=False,
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_fields = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["name", "domain"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(domain=""),
                name="provider_has_domain",
                violation_error_message="A provider needs a domain.",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="provider_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
