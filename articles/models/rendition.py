"""Renditions: stored images in the sizes that pages show."""

from django.db import models
from django.db.models import Q

from articles.models.stored_image import StoredImage


class Rendition(models.Model):
    """A stored image, cut and scaled to one of the shapes of `articles.images.shapes`.

    `name` is the shape's, `format` is `avif` or `jpeg`, and sizes are pixels.
    `byte_count` is the length of the file. A rendition that could not be made has no file and a
    reason.
    """

    image = models.ForeignKey(StoredImage, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=20)
    format = models.CharField(max_length=10)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    byte_count = models.PositiveIntegerField(null=True)
    file = models.FileField(upload_to="renditions/", max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "width"]
        indexes = [models.Index(fields=["file"], name="rendition_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "name", "format"], name="rendition_unique_shape"
            ),
            models.CheckConstraint(
                condition=Q(file="") ^ Q(reason=""), name="rendition_has_file_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} as {self.name}.{self.format}"
