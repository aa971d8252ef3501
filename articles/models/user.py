"""The people of the desk."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who logs in. Roles are groups: Reviewer, Editor, Managing editor.

    `visited_at` is the last look at the desk's front page, `visited_before` the last one of the
    visit before.
    """

    visited_at = models.DateTimeField(null=True, blank=True, editable=False)
    visited_before = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
