"""The people of the desk."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django_otp.plugins.otp_totp.models import TOTPDevice


class User(AbstractUser):
    """Somebody who logs in. Roles are groups: Reviewer, Editor, Managing editor.

    `visited_at` is the last look at the desk's front page, `visited_before` the last one of the
    visit before.
    """

    visited_at = models.DateTimeField(null=True, blank=True, editable=False)
    visited_before = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether this person may do something. A page asks dozens of times, and nothing but
        the backend for all of them at once is asked."""
        if obj is not None:
            return super().has_perm(perm, obj)
        return self.is_active and (self.is_superuser or perm in self._permissions)

    @cached_property
    def _permissions(self) -> set[str]:
        return self.get_all_permissions()

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a login takes a code; whoever reads many users annotates it."""
        return bool(TOTPDevice.objects.filter(user=self, confirmed=True).exists())

    @property
    def is_half_in(self) -> bool:
        """Whether the password was right, but the second factor is not shown yet."""
        is_shown = getattr(self, "otp_device", None) is not None
        return self.has_second_factor and not is_shown

    @property
    def lacks_second_factor(self) -> bool:
        """Whether one must be set up before anything else."""
        return bool(settings.NEWSDESK_REQUIRE_SECOND_FACTOR) and not self.has_second_factor

    @property
    def may_work(self) -> bool:
        """Whether this person, as logged in now, may see the desk at all."""
        is_staff = self.is_active and self.is_staff
        return is_staff and not self.is_half_in and not self.lacks_second_factor

    @property
    def seen_at(self) -> datetime | None:
        """The last that was seen of this person: a login, or a look at the front page."""
        return max(filter(None, [self.last_login, self.visited_at]), default=None)
