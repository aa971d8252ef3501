"""Providers: the organisations that published the items."""

from django.db import models

from articles.seeds.limits import LIMITS


class Provider(models.Model):
    """An organisation that publishes news, identified by its domain.

    Seeds name providers in passing; organisation files say more about them. `edited_at` says
    when a person last changed it: what people write, no first organisation file replaces.
    `edited_fields` are the fields whose values are a person's, and not those of a file.
    """

    domain = models.CharField(max_length=LIMITS.domain, unique=True)
    name = models.CharField(max_length=LIMITS.name)
    description = models.TextField(blank=True)
    other_names = models.JSONField(default=list, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.name
