"""The IP address of a client behind our own proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address: the X-Forwarded-For entry that our outermost proxy added.

    Entries further left were sent by the client and can be forged.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.NEWSDESK_PROXIES <= len(forwarded):
        return str(forwarded[-settings.NEWSDESK_PROXIES]).strip() or request.META.get("REMOTE_ADDR")
    return request.META.get("REMOTE_ADDR")
