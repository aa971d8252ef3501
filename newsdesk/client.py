"""Whose request is it? Only as many X-Forwarded-For entries are believed as we have proxies."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str | None:
    """Returns the client's address: the entry that our outermost proxy added.

    Entries further left were sent by the client and can say anything.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.NEWSDESK_PROXIES <= len(forwarded):
        return str(forwarded[-settings.NEWSDESK_PROXIES]).strip() or request.META.get("REMOTE_ADDR")
    return request.META.get("REMOTE_ADDR")
