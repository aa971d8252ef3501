"""Stored images: the picture files that we hold."""

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

CENTRE = 50
"""A focal point in the middle, as a percentage of a side."""


DHASH_QUARTERS = ("dhash_1", "dhash_2", "dhash_3", "dhash_4")
"""The columns of a perceptual hash's four quarters."""


def _quarter(place: int) -> "models.GeneratedField":
    bits = F("dhash").bitrightshift(16 * place).bitand(0xFFFF)
    return models.GeneratedField(
        expression=bits, output_field=models.IntegerField(), db_persist=True
    )


class StoredImageQuerySet(models.QuerySet["StoredImage"]):
    def renditions_due_at(self, now: datetime) -> Self:
        """Return the images whose renditions a worker may make now."""
        return self.filter(renditions_due__lte=now)


class StoredImage(models.Model):
    """A picture file that passed all checks; equal bytes are stored once.

    `digest` is an HMAC of the bytes with the desk's own key, and the file's name: a plain hash
    would tell a person who has a picture whether an unpublished draft uses it. Sizes are pixels as
    displayed, after the rotation that EXIF asks for. `dhash` is a perceptual hash of 64 bits, by
    which stand-ins are found (`articles.images.stand_ins`); `entropy` is Pillow's, in bits, and a
    picture with less than 2 is flat. `sketch` is 4 columns by 3 rows of colours, row by row, as 12
    times `rrggbb`. The focal point is in percent of width and height; `focal_by_person` says that a
    person has set it. `unused_since` is when `sweep_images` first found that nothing names the
    picture. `changed_at` is when something that pages show of it last changed: its renditions,
    focal point or texts, or what it leads or stands for. Public pages are cached until then.

    `file` is the picture as it came, with its metadata: pages show renditions. `renditions_due` is
    the time from which a worker may make them, or None when they are up to date; it counts
    in `rendition_tries` how often it was begun. `renditions_failed` says that some have a reason
    instead of a file.
    """

    digest = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="images/", max_length=200)
    format = models.CharField(max_length=10)
    byte_count = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dhash = models.BigIntegerField()
    dhash_1 = _quarter(0)
    dhash_2 = _quarter(1)
    dhash_3 = _quarter(2)
    dhash_4 = _quarter(3)
    entropy = models.FloatField()
    sketch = models.CharField(max_length=72)
    is_stand_in = models.BooleanField(default=False)
    focal_x = models.PositiveSmallIntegerField(default=CENTRE, validators=[MaxValueValidator(100)])
    focal_y = models.PositiveSmallIntegerField(default=CENTRE, validators=[MaxValueValidator(100)])
    focal_by_person = models.BooleanField(default=False)
    alt_text = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    unused_since = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    renditions_due = models.DateTimeField(null=True, default=timezone.now, editable=False)
    rendition_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    renditions_failed = models.BooleanField(default=False, editable=False)

    objects = StoredImageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="stored_image_focal_percent"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="stored_image_has_size"
            ),
        ]
        indexes = [
            *(models.Index(fields=[name], name=f"stored_image_{name}") for name in DHASH_QUARTERS),
            models.Index(
                fields=["renditions_due"],
                name="stored_image_renditions_due",
                condition=Q(renditions_due__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.alt_text or f"{self.format.upper()} {self.width}x{self.height}"
