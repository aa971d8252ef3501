"""Renditions: images in the sizes that pages show."""

from django.db import models

from articles.models.image import Image


class Rendition(models.Model):
    """A stored image in one size (pixels) and format."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=10)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="renditions/", max_length=200)

    class Meta:
        ordering = ["width"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "format", "width"], name="rendition_unique_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} at {self.width}x{self.height} as {self.format}"
