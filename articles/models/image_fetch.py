"""Image fetches: what we know about the picture at an address."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.stored_image import StoredImage
from articles.seeds.limits import LIMITS


class FetchState(models.TextChoices):
    """What became of an address. Only `waiting` is tried by the worker."""

    WAITING = "waiting", "Waiting"
    FETCHED = "fetched", "Fetched"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"


class ImageFetch(models.Model):
    """One address of a picture: its state, and the stored image if it was fetched.

    `url_digest` is the SHA-256 of the address, by which rows are found: addresses are too long
    for a unique index. `refused` means that we do not accept the address or its answer (not
    public, no picture, too large); `failed` that the server did not deliver, in any of its tries.
    `page_url` is a page that shows the picture: some servers want it as the Referer. Smaller
    `priority` comes first. `worker` holds the row until `leased_until`.
    """

    url = models.CharField(max_length=LIMITS.address)
    url_digest = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=LIMITS.domain, blank=True)
    page_url = models.CharField(max_length=LIMITS.address, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=FetchState.choices, default=FetchState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    image = models.ForeignKey(
        StoredImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="fetches"
    )
    created_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "image fetches"
        ordering = ["priority", "next_try_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FetchState.values), name="image_fetch_state_known"
            ),
        ]
        indexes = [
            # Not partial: SQLite uses a partial index only where its condition is a literal.
            models.Index(fields=["state", "priority", "next_try_at", "id"], name="image_fetch_due"),
            models.Index(fields=["host", "state"], name="image_fetch_host"),
            models.Index(
                fields=["leased_until", "host"],
                name="image_fetch_leased",
                condition=Q(leased_until__isnull=False),
            ),
            # Reasons are counted from here alone.
            models.Index(fields=["state", "reason", "host"], name="image_fetch_reason"),
        ]

    def __str__(self) -> str:
        return self.url
