"""What always holds for an article."""

from django.db import models
from django.db.models import F, Q

from articles.models.status import Status

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["source", "name"],
        name="article_unique_name_in_source",
        violation_error_message="This source already has an article with this name.",
    ),
    # Not `unique=True`, which adds a second index on PostgreSQL.
    models.UniqueConstraint(
        fields=["slug"],
        name="article_unique_slug",
        violation_error_message="Another article already has this address.",
    ),
    models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
    models.CheckConstraint(
        condition=Q(held=False) | Q(status=Status.DRAFT),
        name="article_held_is_draft",
        violation_error_message="Only drafts can be held.",
    ),
    models.CheckConstraint(
        condition=Q(scheduled_for__isnull=True) | Q(status=Status.DRAFT),
        name="article_scheduled_is_draft",
        violation_error_message="Only drafts can be scheduled.",
    ),
    models.CheckConstraint(
        condition=Q(status=Status.PUBLISHED, went_live_at__isnull=False)
        | (~Q(status=Status.PUBLISHED) & Q(went_live_at__isnull=True)),
        name="article_live_has_went_live_at",
    ),
    models.CheckConstraint(
        condition=Q(expires_at__isnull=True) | Q(status__in=[Status.DRAFT, Status.PUBLISHED]),
        name="article_expiring_is_draft_or_live",
        violation_error_message="Only drafts and live articles can expire.",
    ),
    models.CheckConstraint(
        condition=Q(expires_at__isnull=True)
        | Q(scheduled_for__isnull=True)
        | Q(expires_at__gt=F("scheduled_for")),
        name="article_expires_after_schedule",
        violation_error_message="An article must expire after it is published.",
    ),
    models.CheckConstraint(
        condition=Q(featured_at__isnull=True, featured_until__isnull=True)
        | Q(
            status=Status.PUBLISHED,
            featured_at__isnull=False,
            featured_until__isnull=False,
        ),
        name="article_featured_is_live",
        violation_error_message="Only published articles can be featured.",
    ),
    models.CheckConstraint(condition=Q(version__gte=1), name="article_version_positive"),
    models.CheckConstraint(condition=~Q(name=""), name="article_has_name"),
]
