"""A picture made ready for a page."""

from django.db import models

from articles.models.image import Image


class Rendition(models.Model):
    """One size and format of an image that we hold. Sizes are pixels."""

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
