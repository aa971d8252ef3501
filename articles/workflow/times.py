"""Times as people read them."""

from datetime import datetime

from django.utils import timezone


def format_time(at: datetime, *, with_seconds: bool = False) -> str:
    """Return a time in the current time zone, with the zone: `30 Nov 2026, 16:10 CET`.

    The current zone is the logged-in person's on staff pages and the site's everywhere else.
    """
    clock = "%H:%M:%S" if with_seconds else "%H:%M"
    return f"{timezone.localtime(at):%-d %b %Y, {clock} %Z}"
