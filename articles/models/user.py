"""The people of the desk."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who logs in. Roles are groups: Reviewer, Editor, Managing editor."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username
