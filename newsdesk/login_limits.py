"""Limits on failed logins: per name and address (axes), and per address over all names."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from newsdesk.client import client_ip


class LoginLimitHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Also lock an address that tries a few passwords for each of many names."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        failures = AccessAttempt.objects.filter(
            ip_address=client_ip(request), attempt_time__gte=get_cool_off_threshold(request)
        ).aggregate(number=Sum("failures_since_start"))
        return int(failures["number"] or 0) >= int(settings.NEWSDESK_ADDRESS_FAILURES)
