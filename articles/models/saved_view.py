"""Filters that somebody wants again."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list's filter under a name. `query` is the address's part behind the question mark.

    A shared one is offered to everybody; everybody who has its address can follow it anyway.
    """

    class Place(models.TextChoices):
        ARTICLES = "articles", "Articles"
        DESK = "desk", "Review desk"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    place = models.CharField(max_length=10, choices=Place.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place", "name"], name="one_view_a_name_and_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name
