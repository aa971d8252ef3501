"""Whether a reader's copy of a page is still good, at the price of one small query.

What readers see changes with an Event (each change of an article writes one), with an import
(of organisations and topics too), with a provider or topic that a person edits, and with this
program. Their newest moments make the ETag of every page: coarse, since one event ages all
pages, but the same price for every page, and nothing to keep in step with what a page shows.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db.models import F, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

from articles.models import Event, ImportRun, Provider, Topic

MAX_AGE = 60
"""Seconds that a browser or a proxy shows a page without asking."""

_UNSETTLED = timedelta(seconds=60)
_TICK = 10
_OWN_FOLDERS = ("public", "templatetags", "static")

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A page's validators. `last_modified` is in seconds since 1970, or None."""

    etag: str
    last_modified: int | None


def kept_fresh(view: View[P]) -> View[P]:
    """Answer 304 where the reader's copy is good; else let what the view shows be cached."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if settings.DEBUG:  # whoever works on a page wants to see it now
            return view(request, *args, **kwargs)
        stamp = stamp_at(timezone.now())
        good = get_conditional_response(request, stamp.etag, stamp.last_modified)
        response = good or view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            _mark(response, stamp)
        return response

    return answer


def stamp_at(now: datetime) -> Stamp:
    """Return the validators of all pages.

    Transactions end in another order than they take their primary keys, and several events
    share a second. So for a minute after the newest change the ETag lasts ten seconds only,
    and there is no Last-Modified: after that minute nothing older can still appear.
    """
    newest = _newest_changes()
    moments = [moment for moment in newest.values() if isinstance(moment, datetime)]
    changed = max(moments, default=None)
    unsettled = changed is not None and changed > now - _UNSETTLED
    tick = int(now.timestamp()) // _TICK if unsettled else 0
    digest = hashlib.blake2b(f"{_edition()} {_told()} {newest} {tick}".encode(), digest_size=12)
    last_modified = int(changed.timestamp()) if changed and not unsettled else None
    return Stamp(f"W/{quote_etag(digest.hexdigest())}", last_modified)


def _newest_changes() -> dict[str, Any]:
    row = (
        Event.objects.order_by("-pk")
        .annotate(
            imported=_newest(ImportRun.objects.all(), "heartbeat"),
            provider=_newest(Provider.objects.all(), "edited_at"),
            topic=_newest(Topic.objects.all(), "edited_at"),
        )
        .values("pk", "at", "imported", "provider", "topic")
        .first()
    )
    return dict(row) if row else {}


def _newest(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.order_by(F(field).desc(nulls_last=True)).values(field)[:1])


def _mark(response: HttpResponse, stamp: Stamp) -> None:
    response["ETag"] = stamp.etag
    if stamp.last_modified is not None:
        response["Last-Modified"] = http_date(stamp.last_modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)


def _told() -> tuple[object, ...]:
    """What the settings say to readers."""
    pictures = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
    return settings.NEWSDESK_SITE_NAME, settings.NEWSDESK_SITE_URL, settings.MEDIA_URL, pictures


@cache
def _edition() -> str:
    """Return a digest of what makes the pages: equal on all machines of one deployment."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(_sources()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    articles = Path(__file__).parents[1]
    folders = (settings.BASE_DIR / "templates", *(articles / name for name in _OWN_FOLDERS))
    for folder in folders:
        for pattern in ("*.html", "*.py", "*.css", "*.svg"):
            yield from folder.rglob(pattern)
