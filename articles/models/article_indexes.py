"""The indexes of the articles' table, and the queries that need them."""

from django.db import models
from django.db.models import Q

INDEXES = [
    models.Index(fields=["status", "-published_at", "-id"], name="article_status_newest"),
    # All that rules without a scope look at: drafts are counted from here alone.
    models.Index(
        fields=["status", "quality", "rule_flags", "expires_at"],
        name="article_status_rule_flags",
    ),
    # Drafts to review are counted from here alone.
    models.Index(
        fields=["status", "held", "scheduled_for", "recommended"],
        name="article_status_held",
    ),
    # The other sort orders of lists (`listing.ordering`).
    models.Index(fields=["status", "-updated_at", "-id"], name="article_status_changed"),
    models.Index(
        fields=["status", "-sort_quality", "-published_at", "-id"],
        name="article_status_quality",
    ),
    models.Index(
        fields=["status", "threshold_distance", "-sort_heat", "-published_at", "-id"],
        name="article_status_borderline",
    ),
    models.Index(
        fields=["status", "-sort_heat", "-published_at", "-id"], name="article_status_heat"
    ),
    models.Index(
        fields=["status", "-sort_story", "-sort_quality", "-id"],
        name="article_status_story",
    ),
    models.Index(fields=["-published_at", "-id"], name="article_newest"),
    models.Index(
        fields=["status", "-published_at", "-id"],
        name="article_recommended",
        condition=Q(recommended=True),
    ),
    models.Index(
        fields=["provider", "status", "-published_at", "-id"],
        name="article_provider_newest",
    ),
    models.Index(fields=["title_time_hash"], name="article_title_time_hash"),
    models.Index(fields=["url_hash"], name="article_url_hash"),
    models.Index(
        fields=["canonical_url_hash"],
        name="article_canonical_url_hash",
        condition=Q(canonical_url_hash__isnull=False),
    ),
    models.Index(fields=["title_hash_1"], name="article_title_hash_1"),
    models.Index(fields=["title_hash_2"], name="article_title_hash_2"),
    models.Index(fields=["title_hash_3"], name="article_title_hash_3"),
    models.Index(
        fields=["scheduled_for"],
        name="article_scheduled",
        condition=Q(scheduled_for__isnull=False),
    ),
    # Feeds (`ArticleQuerySet.latest_first`).
    models.Index(
        fields=["-went_live_at", "-published_at", "-id"],
        name="article_went_live",
        condition=Q(went_live_at__isnull=False),
    ),
    models.Index(
        fields=["provider", "-went_live_at", "-published_at", "-id"],
        name="article_provider_went_live",
        condition=Q(went_live_at__isnull=False),
    ),
    # Sitemaps: what readers find only here.
    models.Index(
        fields=["status", "-published_at", "-id"],
        name="article_own_page",
        condition=Q(web_url=""),
    ),
    models.Index(
        fields=["expires_at"],
        name="article_expires",
        condition=Q(expires_at__isnull=False),
    ),
    models.Index(
        fields=["featured_until"],
        name="article_featured",
        condition=Q(featured_until__isnull=False),
    ),
    models.Index(
        fields=["lead_image"],
        name="article_lead_image",
        condition=Q(lead_image__isnull=False),
    ),
    models.Index(
        fields=["chosen_image"],
        name="article_chosen_image",
        condition=Q(chosen_image__isnull=False),
    ),
    models.Index(
        fields=["assigned_to", "status", "-published_at", "-id"],
        name="article_assigned",
        condition=Q(assigned_to__isnull=False),
    ),
]
