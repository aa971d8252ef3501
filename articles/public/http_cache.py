"""HTTP caching of public pages: one site-wide ETag that costs one small query.

Pages change with each Event (every change of an article writes one), with an import, with an
edited provider or topic, with a stored picture (`StoredImage.changed_at`), when an article ceases
to be featured or is no longer dated too far ahead, and with the program and its settings. The ETag
is a digest of the newest of these. Any change invalidates every page, but the cost is the same for
each page and no page's dependencies need tracking.
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

from articles.models import Article, Event, ImportRun, Provider, StoredImage, Topic
from articles.models.article_queryset import DATE_TOLERANCE

MAX_AGE = 60
"""Seconds for which a browser or proxy shows a page without revalidating it."""

_UNSETTLED = timedelta(seconds=60)
"""How long after a change another transaction may still commit an older one."""
_TICK = 10
"""Seconds for which an ETag is valid during that time."""
_CODE_FOLDERS = ("public", "templatetags", "static")
"""Folders of `articles` whose files change the pages."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Validators:
    """A page's validators. `last_modified` is in seconds since 1970, or None."""

    etag: str
    last_modified: int | None


def public_cache(view: View[P]) -> View[P]:
    """Answer 304 if the reader's copy is current, otherwise let the response be cached."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if settings.DEBUG:  # show changes to templates at once
            return view(request, *args, **kwargs)
        validators = current_validators(timezone.now())
        not_modified = get_conditional_response(request, validators.etag, validators.last_modified)
        response = not_modified or view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            _mark(response, validators)
        return response

    return answer


def current_validators(now: datetime) -> Validators:
    """Return the validators of all pages.

    Transactions may commit in another order than they took primary keys, and events may share a
    second. So for a minute after the newest change the ETag is valid for ten seconds only and
    Last-Modified is omitted.
    """
    newest = _newest_changes(now)
    moments = [moment for moment in newest.values() if isinstance(moment, datetime)]
    changed = max(moments, default=None)
    unsettled = changed is not None and changed > now - _UNSETTLED
    tick = int(now.timestamp()) // _TICK if unsettled else 0
    digest = hashlib.blake2b(
        f"{_build_fingerprint()} {_settings_fingerprint()} {newest} {tick}".encode(), digest_size=12
    )
    last_modified = int(changed.timestamp()) if changed and not unsettled else None
    return Validators(f"W/{quote_etag(digest.hexdigest())}", last_modified)


def _newest_changes(now: datetime) -> dict[str, Any]:
    was_featured = Article.objects.filter(featured_until__lte=now)
    row = (
        Event.objects.order_by("-pk")
        .annotate(
            imported=_newest(ImportRun.imports.all(), "heartbeat"),
            provider=_newest(Provider.objects.all(), "edited_at"),
            topic=_newest(Topic.objects.all(), "edited_at"),
            picture=_newest(StoredImage.objects.all(), "changed_at"),
            featured=_newest(was_featured, "featured_until"),
            dated=Subquery(Article.objects.listed(now).newest_first().values("published_at")[:1]),
        )
        .values("pk", "at", "imported", "provider", "topic", "picture", "featured", "dated")
        .first()
    )
    if row and row["dated"]:
        row["dated"] -= DATE_TOLERANCE  # when lists began to show it
    return dict(row) if row else {}


def _newest(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.order_by(F(field).desc(nulls_last=True)).values(field)[:1])


def _mark(response: HttpResponse, validators: Validators) -> None:
    response["ETag"] = validators.etag
    if validators.last_modified is not None:
        response["Last-Modified"] = http_date(validators.last_modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)


def _settings_fingerprint() -> tuple[object, ...]:
    """Return the settings that pages depend on."""
    return (
        settings.TIME_ZONE,
        settings.NEWSDESK_SITE_NAME,
        settings.NEWSDESK_SITE_URL,
        settings.MEDIA_URL,
        settings.STORAGES["default"],
    )


@cache
def _build_fingerprint() -> str:
    """Return a digest of templates, code and styles, equal on all machines of a deployment."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(_sources()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    articles = Path(__file__).parents[1]
    folders = (settings.BASE_DIR / "templates", *(articles / name for name in _CODE_FOLDERS))
    for folder in folders:
        for pattern in ("*.html", "*.py", "*.css", "*.svg"):
            yield from folder.rglob(pattern)
