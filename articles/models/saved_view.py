"""Saved views: filters that users keep under a name."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: models.Model) -> Self:
        """The user's own views and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedView(models.Model):
    """The filter of a list under a name. `query` is the query string of its address."""

    class Place(models.TextChoices):
        ARTICLES = "articles", "Articles"
        DESK = "desk", "Review desk"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    place = models.CharField(max_length=10, choices=Place.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField("shared with everyone", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place", "name"],
                name="saved_view_name",
                violation_error_message="You already have a view with this name.",
            ),
        ]
        permissions = [("share_savedview", "Can share saved views")]

    def __str__(self) -> str:
        return self.name
