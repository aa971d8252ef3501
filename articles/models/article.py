"""Articles: the news items."""

from collections.abc import Iterable, Sequence
from enum import IntFlag
from functools import reduce
from operator import add
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Abs, Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone

from articles.db.functions import CollateC, IsBlank
from articles.models.conflict import Conflict
from articles.models.provider import Provider
from articles.models.source import Source
from articles.models.topic import Topic
from articles.seeds.cleaning import is_blank
from articles.seeds.limits import LIMITS


class Status(models.TextChoices):
    """The status of an article. Only `articles.workflow` writes it."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    REJECTED = "rejected", "Rejected"
    ARCHIVED = "archived", "Archived"


_ROWS = {
    "topics": ("article_topics__topic",),
    "images": ("images",),
    "related": ("links__provider", "links__images"),
}
"""What to prefetch for the value fields that are stored in other tables."""


class ArticleQuerySet(models.QuerySet["Article"]):
    """Sets of articles."""

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)

    def to_review(self) -> Self:
        """Return drafts that need a decision: neither held nor scheduled."""
        return self.filter(status=Status.DRAFT, held=False, scheduled_for__isnull=True)

    def due(self, now: Any) -> Self:
        """Return drafts to publish at `now` by their schedule: not held and not expired."""
        up = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.drafts().filter(up, held=False, scheduled_for__lte=now)

    def expired(self, now: Any) -> Self:
        """Return live articles to archive at `now`."""
        return self.published().filter(expires_at__lte=now)

    def late(self, now: Any) -> Self:
        """Return drafts scheduled for before `now`, held or not, and live articles that expired."""
        drafts = Q(status=Status.DRAFT, scheduled_for__lte=now)
        return self.filter(drafts | Q(status=Status.PUBLISHED, expires_at__lte=now))

    def outranked(self) -> Self:
        return self.filter(OUTRANKED)

    def conflicted(self) -> Self:
        return self.filter(
            Exists(Conflict.objects.filter(article=OuterRef("pk"), resolved_at__isnull=True))
        )

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> Self:
        """Fetch what lists show of an article in a fixed number of queries."""
        return self.select_related("provider").prefetch_related(
            "images", "article_topics__topic", "provider__images"
        )

    def for_values(self, rows: Iterable[str] = tuple(_ROWS)) -> Self:
        """Fetch what `article_values` reads, with these `rows`, in a fixed number of queries."""
        paths = [path for name in rows for path in _ROWS[name]]
        return self.select_related("provider").prefetch_related(*paths)


OUTRANKED = Q(quality__isnull=False) & (
    Q(top_related_quality__gt=F("quality"))
    | Q(
        LessThan(CollateC("top_related_name"), CollateC("name")),
        top_related_quality=F("quality"),
    )
)
"""The order of `articles.stories.rank` in SQL."""
UNSCORED = -(2**31)
"""The sort key of no quality or no heat: it comes last."""
NO_DISTANCE = 2_000_000
"""`Article.threshold_distance` without a score or a rule: larger than any distance."""
INCOMPLETE = Q(IsBlank("title")) | Q(web_url="", original_url="", body="")
"""No visible title, or nowhere to read the item."""


class RuleFlag(IntFlag):
    """What publishing rules look at besides quality and scope: the bits of `Article.rule_flags`."""

    HELD = 1
    SCHEDULED = 2
    INCOMPLETE = 4
    RELATED = 8
    OUTRANKED = 16


def _sum_of(flags: dict[RuleFlag, Q]) -> Any:
    """Return the sum of the flags whose condition holds."""
    whens = (
        Case(When(condition, then=Value(int(flag))), default=Value(0))
        for flag, condition in flags.items()
    )
    return reduce(add, whens)


class Article(models.Model):
    """A news item: the imported proposal with the editors' changes.

    `published_at` is the provider's time. `went_live_at`, `scheduled_for` and `expires_at` (when
    it is archived again) are ours. `name` is the seed's file name without `.md` and the identity
    within its source. `version` counts the changes and equals the version of the newest Event.

    The rest is derived. `top_related_*` describe the first related item in the order of the story
    that no person has rejected or archived (`articles.stories.ranking`). The database computes
    `rule_flags` (a set of `RuleFlag`) and the `sort_*` keys, in which NULL sorts last; the values
    of an instance in memory may be outdated. The hashes come from `articles.stories.hash_keys` and
    `title_fingerprints`. `threshold` is that of the publishing rule that applies, or NULL
    (`articles.content.thresholds`); the database computes the distance of `quality` to it.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="articles", db_index=False
    )
    name = models.CharField(max_length=LIMITS.file_name)
    slug = models.CharField(max_length=260)

    category = models.CharField(max_length=LIMITS.category, blank=True)
    title = models.CharField(max_length=LIMITS.title)
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField()
    original_url = models.URLField(max_length=LIMITS.address, blank=True)
    web_url = models.URLField(max_length=LIMITS.address, blank=True)
    amp_url = models.URLField(max_length=LIMITS.address, blank=True)
    cdn_amp_url = models.URLField(max_length=LIMITS.address, blank=True)
    type = models.CharField(max_length=LIMITS.type, blank=True)
    quality = models.PositiveIntegerField(null=True, blank=True)
    heat = models.IntegerField(null=True, blank=True)
    featured_content = models.TextField(blank=True)
    body = models.TextField(blank=True)
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        db_index=False,
    )
    topics: "models.ManyToManyField[Topic, Any]" = models.ManyToManyField(
        Topic, through="ArticleTopic", related_name="articles"
    )

    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    held = models.BooleanField(default=False, editable=False)
    scheduled_for = models.DateTimeField(null=True, blank=True, editable=False)
    went_live_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_articles",
        editable=False,
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    related_count = models.PositiveIntegerField(default=0, editable=False)
    top_related_quality = models.PositiveIntegerField(null=True, editable=False)
    top_related_name = models.CharField(max_length=250, blank=True, editable=False)
    rule_flags = models.GeneratedField(
        expression=_sum_of(
            {
                RuleFlag.HELD: Q(held=True),
                RuleFlag.SCHEDULED: Q(scheduled_for__isnull=False),
                RuleFlag.INCOMPLETE: INCOMPLETE,
                RuleFlag.RELATED: Q(related_count__gt=0),
                RuleFlag.OUTRANKED: OUTRANKED,
            }
        ),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    threshold = models.PositiveIntegerField(null=True, editable=False)
    threshold_distance = models.GeneratedField(
        expression=Coalesce(Abs(F("quality") - F("threshold")), NO_DISTANCE),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )
    sort_quality = models.GeneratedField(
        expression=Coalesce("quality", UNSCORED),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    sort_heat = models.GeneratedField(
        expression=Coalesce("heat", UNSCORED),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    sort_story = models.GeneratedField(
        expression=Case(When(OUTRANKED, then="top_related_name"), default="name"),
        output_field=models.CharField(max_length=250),
        db_persist=True,
    )
    title_time_hash = models.BigIntegerField(editable=False)
    url_hash = models.BigIntegerField(null=True, editable=False)
    canonical_url_hash = models.BigIntegerField(null=True, editable=False)
    title_hash_1 = models.BigIntegerField(null=True, editable=False)
    title_hash_2 = models.BigIntegerField(null=True, editable=False)
    title_hash_3 = models.BigIntegerField(null=True, editable=False)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
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
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="article_status_known"
            ),
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
                condition=Q(expires_at__isnull=True)
                | Q(status__in=[Status.DRAFT, Status.PUBLISHED]),
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
            models.CheckConstraint(condition=Q(version__gte=1), name="article_version_positive"),
            models.CheckConstraint(condition=~Q(name=""), name="article_has_name"),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_status_newest"),
            # All that rules without a scope look at: drafts are counted from here alone.
            models.Index(
                fields=["status", "quality", "rule_flags", "expires_at"],
                name="article_status_rule_flags",
            ),
            # Drafts to review are counted from here alone.
            models.Index(fields=["status", "held", "scheduled_for"], name="article_status_held"),
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
            models.Index(
                fields=["went_live_at"],
                name="article_went_live",
                condition=Q(went_live_at__isnull=False),
            ),
            models.Index(
                fields=["expires_at"],
                name="article_expires",
                condition=Q(expires_at__isnull=False),
            ),
            models.Index(
                fields=["assigned_to", "status", "-published_at", "-id"],
                name="article_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
        ]
        permissions = [
            ("review_article", "Can hold, release and reject drafts"),
            ("publish_article", "Can publish, unpublish, schedule and archive"),
            ("resolve_conflict", "Can resolve conflicts"),
            ("import_seeds", "Can import seeds"),
            ("undo_any_run", "Can undo everybody's runs"),
        ]

    def __str__(self) -> str:
        return self.name if is_blank(self.title) else self.title

    @property
    def incomplete_reason(self) -> str:
        """Return why it is incomplete, to follow the word "it" ("has no title"), or ""."""
        if is_blank(self.title):
            return "has no title"
        has_text = self.address or self.body
        return "" if has_text else "has neither an address nor a text of its own"

    @property
    def address(self) -> str:
        """The address of the item at its provider, or ""."""
        return self.web_url or self.original_url

    @property
    def is_outranked(self) -> bool:
        """Return whether a related item precedes this one in its story, as last stored."""
        return RuleFlag.OUTRANKED in RuleFlag(self.rule_flags)


def fetch_rows(articles: Sequence[Article], rows: Iterable[str]) -> None:
    """Fetch what `article_values` reads of these `rows` for articles in memory."""
    prefetch_related_objects(articles, *(path for name in rows for path in _ROWS[name]))
