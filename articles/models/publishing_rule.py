"""Publishing rules: which drafts may be published by their quality."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from articles.models.provider import Provider
from articles.models.topic import Topic

DEFAULT_THRESHOLD = 70


class PublishingRule(models.Model):
    """A threshold for the articles in a scope; an empty scope means all of them.

    With `after_import` it publishes the drafts of each import automatically.

    `corroborated_threshold` is a lower threshold for articles with related coverage, and
    `recommended_threshold` one for articles that a reviewer recommends. With `leads_only` an
    outranked article stays a draft, with `needs_picture` one without a leading picture. The most
    specific rule wins.
    """

    name = models.CharField(max_length=100)
    threshold = models.PositiveIntegerField(default=DEFAULT_THRESHOLD)
    corroborated_threshold = models.PositiveIntegerField(null=True, blank=True)
    recommended_threshold = models.PositiveIntegerField(null=True, blank=True)
    leads_only = models.BooleanField(default=False)
    needs_picture = models.BooleanField(
        default=False, help_text="Skip drafts without a usable picture."
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    type = models.CharField(max_length=50, blank=True)
    after_import = models.BooleanField(
        default=False,
        help_text="Publish automatically by this rule after each import.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("topic", 0),
                Coalesce("provider", 0),
                "type",
                name="rule_unique_scope",
                violation_error_message=(
                    "A rule for this topic, provider and type already exists. Change that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(corroborated_threshold__isnull=True)
                | Q(corroborated_threshold__lte=models.F("threshold")),
                name="rule_corroborated_threshold_lower",
                violation_error_message=(
                    "The corroborated threshold must not exceed the threshold."
                ),
            ),
            models.CheckConstraint(
                condition=Q(recommended_threshold__isnull=True)
                | Q(recommended_threshold__lte=models.F("threshold")),
                name="rule_recommended_threshold_lower",
                violation_error_message="The recommended threshold must not exceed the threshold.",
            ),
        ]
        permissions = [("manage_rules", "Can change publishing rules")]

    def __str__(self) -> str:
        return self.name
