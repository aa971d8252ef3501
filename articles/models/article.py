"""Articles: the news items."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, When
from django.db.models.functions import Abs, Coalesce
from django.utils import timezone

from articles.db.json_text import JSONText
from articles.models.article_conditions import (
    FIRST_DISTANCE,
    NO_DISTANCE,
    OUTRANKED,
    UNSCORED,
    RuleFlag,
    rule_flags,
)
from articles.models.article_constraints import CONSTRAINTS
from articles.models.article_indexes import INDEXES
from articles.models.article_queryset import ArticleQuerySet
from articles.models.provider import Provider
from articles.models.source import Source
from articles.models.status import Status
from articles.models.stored_image import StoredImage
from articles.models.topic import Topic
from articles.seeds.cleaning import is_blank, is_placeholder
from articles.seeds.limits import LIMITS


class Article(models.Model):
    """A news item: the imported proposal with the editors' changes.

    `published_at` is the provider's time. `went_live_at`, `scheduled_for` and `expires_at` (when
    it is unpublished again) are ours; from `featured_at` to `featured_until` it leads the home
    page. `name` is the seed's file name without `.md` and the identity within its source.
    `version` counts the changes and equals the version of the newest Event. `images` are the
    pictures that its seed declares, as the value field `images`; what we hold of them is in
    ImageFetch. `chosen_image` is the picture that an editor chose.

    The rest is derived. `lead_image` is the picture that leads (`articles.images`).
    `top_related_*` describe the first related item in the order of the story that no person has
    rejected or archived (`articles.stories.ranking`). The database computes `rule_flags` (a set of
    `RuleFlag`) and the `sort_*` keys, in which NULL sorts last; the values of an instance in
    memory may be outdated. The hashes come from `articles.stories.hash_keys` and
    `title_fingerprints`. `threshold` is that of the publishing rule that applies, or NULL
    (`articles.content.thresholds`); the database computes the distance of `quality` to it, by
    which the review desk sorts.
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
    images = JSONText[list[dict[str, Any]]](default=list, db_default=[], blank=True)
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

    chosen_image = models.ForeignKey(
        StoredImage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="chosen_by",
        editable=False,
        db_index=False,
    )
    lead_image = models.ForeignKey(
        StoredImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        editable=False,
        db_index=False,
    )

    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    held = models.BooleanField(default=False, editable=False)
    recommended = models.BooleanField(default=False, editable=False)
    scheduled_for = models.DateTimeField(null=True, blank=True, editable=False)
    went_live_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    featured_at = models.DateTimeField(null=True, blank=True, editable=False)
    featured_until = models.DateTimeField(null=True, blank=True, editable=False)
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
        expression=rule_flags(),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    threshold = models.PositiveIntegerField(null=True, editable=False)
    threshold_distance = models.GeneratedField(
        expression=Case(
            When(recommended=True, then=FIRST_DISTANCE),
            default=Coalesce(Abs(F("quality") - F("threshold")), NO_DISTANCE),
        ),
        output_field=models.IntegerField(),
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
        constraints = CONSTRAINTS
        indexes = INDEXES
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
    def public_excerpt(self) -> str:
        """The excerpt for readers: "" for a placeholder, which only the file keeps."""
        return "" if is_placeholder(self.excerpt) else self.excerpt

    @property
    def is_outranked(self) -> bool:
        """Return whether a related item precedes this one in its story, as last stored."""
        return RuleFlag.OUTRANKED in RuleFlag(self.rule_flags)
