"""The history: who did what to which article, when and why."""

from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from articles.db.functions import IsSettled
from articles.models.article import Article
from articles.models.bulk_action import BulkAction
from articles.models.event_type import Verb
from articles.models.import_run import ImportRun
from articles.models.publish_run import PublishRun

SYSTEM_NAME = "Newsdesk"
"""What the system is called where it acts."""
DELETED_ACCOUNT = "a deleted account"


class EventQuerySet(models.QuerySet["Event"]):
    def settled(self) -> Self:
        """Return the events before which no open transaction can insert another one.

        PostgreSQL numbers rows when they are inserted, not when they are committed: a reader that
        remembers the last number would miss those of a slower transaction. SQLite has one writer.
        """
        return self.filter(IsSettled()) if connection.vendor == "postgresql" else self


class Event(models.Model):
    """One change of an article. Rows are only ever added.

    `version` is the article's after the change; no two changes share one. `before` and
    `after` hold the changed fields, with values shaped as by `SeedArticle.values()`. `actor` is
    NULL if the system did it, as `by_system` says, or if the person's account was deleted.
    `token_name` is the name of the API token that was used, "" for none. `undone`
    marks a change that was undone, and the undo itself: neither counts as a later change.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    by_system = models.BooleanField(default=False)
    token_name = models.CharField(max_length=60, blank=True, db_default="")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    reason = models.TextField(blank=True)
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    after: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    import_run = models.ForeignKey(
        ImportRun,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_index=False,
    )
    publish_run = models.ForeignKey(
        PublishRun,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_index=False,
    )
    bulk_action = models.ForeignKey(
        BulkAction,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_index=False,
    )
    undone = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "change"
        verbose_name_plural = "history"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="event_unique_version"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="event_verb_known"),
            models.CheckConstraint(
                condition=Q(by_system=False) | Q(actor=None), name="event_system_has_no_actor"
            ),
        ]
        indexes = [
            models.Index(fields=["-at"], name="event_newest"),
            models.Index(
                fields=["import_run"],
                name="event_import_run",
                condition=Q(import_run__isnull=False),
            ),
            models.Index(
                fields=["publish_run"],
                name="event_publish_run",
                condition=Q(publish_run__isnull=False),
            ),
            models.Index(
                fields=["bulk_action"],
                name="event_bulk_action",
                condition=Q(bulk_action__isnull=False),
            ),
            models.Index(
                fields=["actor", "-at"], name="event_by_actor", condition=Q(actor__isnull=False)
            ),
            # For the dashboard: decisions of people, without those of runs, since a time.
            models.Index(
                fields=["at", "actor", "verb"],
                name="event_by_hand",
                condition=Q(import_run=None, publish_run=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.article}"

    @property
    def actor_name(self) -> str:
        """Return who did it, as it is shown to people."""
        if self.by_system:
            return SYSTEM_NAME
        name = str(self.actor) if self.actor else DELETED_ACCOUNT
        return f"{name} (API token “{self.token_name}”)" if self.token_name else name
