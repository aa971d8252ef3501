"""Staff accounts."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models.api_token import ApiToken


class User(AbstractUser):
    """A person who logs in. Roles are groups: Reviewer, Editor, Managing editor.

    `visited_at` is when they last opened the dashboard, `visited_before` when they last opened it
    during the previous visit. `time_zone` is an IANA name; "" means the site's zone. Password
    links are mailed whatever `wants_mail` says.

    A program acts as an instance with `api_token`, which has only the permissions of the token.
    """

    time_zone = models.CharField(max_length=64, blank=True)
    wants_mail = models.BooleanField(
        "Mail me about my work",
        default=True,
        help_text="Mentions and assignments, at most once an hour; for managing editors also failed"
        " imports and a stopped worker.",
    )
    visited_at = models.DateTimeField(null=True, blank=True, editable=False)
    visited_before = models.DateTimeField(null=True, blank=True, editable=False)
    api_token: ApiToken | None = None

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        is_limited = self.api_token is not None and not self.api_token.allows(perm)
        return not is_limited and super().has_perm(perm, obj)

    @property
    def zone(self) -> ZoneInfo | None:
        """Return the person's time zone, None if they chose none or one that is gone."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, ZoneInfoNotFoundError):
            return None

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a login needs a code. Annotate it when reading many users."""
        return bool(TOTPDevice.objects.filter(user=self, confirmed=True).exists())

    @property
    def is_half_in(self) -> bool:
        """Whether the password was right but the code has not been entered yet."""
        is_shown = getattr(self, "otp_device", None) is not None
        return self.has_second_factor and not is_shown

    @property
    def lacks_second_factor(self) -> bool:
        """Whether two-factor authentication is required and not set up."""
        return bool(settings.NEWSDESK_REQUIRE_SECOND_FACTOR) and not self.has_second_factor

    @property
    def may_work(self) -> bool:
        """Whether this person, in this session, may open staff pages at all."""
        is_staff = self.is_active and self.is_staff
        return is_staff and not self.is_half_in and not self.lacks_second_factor

    @property
    def seen_at(self) -> datetime | None:
        """Return the time of the last login or of the last look at the dashboard."""
        return max(filter(None, [self.last_login, self.visited_at]), default=None)
