"""Sources of seed files."""

from django.db import models
from django.db.models.functions import Lower


class Source(models.Model):
    """A set of seed files in which a file's name is its identity. Case does not tell names apart.

    `placeholders` lists the paths of the empty files (`.keep`) that hold folders in the
    original tree, so that an export makes the same tree again.
    """

    name = models.CharField(max_length=100, unique=True)
    placeholders = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="source_unique_name")]

    def __str__(self) -> str:
        return self.name
