"""HTTP caching of public lists and pages: ETag, Last-Modified, 304, and bodies kept in memory.

A view reads the versions of what it will show with one small query, and says how to build the
response from exactly these rows:

    page = get_page(with_versions(articles), NEWEST, cursor, SIZE)
    validators = validators_of(page.rows, page.before, page.after)
    return respond(request, validators, lambda: render(...))

Everything that the response depends on must be in its address, in the validators, in the program
or in the settings named here: nothing of the session, cookies or other headers. The same ETag
means the same bytes. Two rules keep that true while other transactions commit:

- `build` shows only rows that were given to `validators_of`. A row that it found itself could be
  withdrawn again before the next request, whose ETag would then match the response that shows it.
- Compare versions, not only values: a value may return to what it was, a version never does.
"""

import json
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, NamedTuple, NewType

from django.conf import settings
from django.core.cache import caches
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date_safe, quote_etag

from articles.models import Article, ArticleQuerySet, ArticleTopic

MAX_AGE = 60
"""Seconds for which browsers and proxies show a response without revalidating it."""
_KEPT_SECONDS = 24 * 3600
"""How long a version of an address is remembered. Afterwards it counts as a new one."""
_SOURCES = ("*.css", "*.html", "*.js", "*.py", "*.svg", "*.woff2")

Validators = NewType("Validators", str)
"""A strong ETag, from which Last-Modified follows."""
Json = str | int | bool | datetime | None | tuple[Any, ...] | list[Any] | dict[str, Any]

VERSION_COLUMNS = (
    "pk",
    "version",
    "updated_at",
    "published_at",
    "lead_image",
    "lead_image__changed_at",
    "provider",
    "provider__domain",
    "provider__name",
    "provider__edited_at",
    "provider__icon",
    "provider__icon__changed_at",
    "topics_edited_at",
)


class _Kept(NamedTuple):
    """The newest version of an address, when we first saw it, and its response if it was built."""

    etag: Validators
    since: float
    response: HttpResponse | None


def with_versions(articles: ArticleQuerySet, *columns: str) -> QuerySet[Article, Any]:
    """Fetch, as named tuples, what changes when the card of an article changes.

    An edit increments `version`, but leading pictures are derived, and names of providers and
    topics are changed in their own tables. `columns` are others that a page or its order needs.
    """
    topics = ArticleTopic.objects.filter(article=OuterRef("pk")).order_by().values("article")
    edited = topics.annotate(edited_at=Max("topic__edited_at")).values("edited_at")
    annotated = articles.annotate(topics_edited_at=Subquery(edited))
    return annotated.values_list(*VERSION_COLUMNS, *columns, named=True)


def validators_of(rows: Iterable[Json], *others: Json) -> Validators:
    """Return the validators of a response that shows these rows and other values."""
    shown = [_site_fingerprint(), *rows, *others]
    text = json.dumps(shown, default=datetime.isoformat)
    return Validators(quote_etag(_digest(text.encode())))


def respond(
    request: HttpRequest, validators: Validators, build: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer 304 if the reader's copy is current, else with the kept or a new response.

    A response that is not 200 is neither kept nor marked as cacheable.
    """
    if settings.DEBUG:  # show changes to templates at once
        return build()
    key = _digest(request.get_full_path().encode())
    before: _Kept | None = caches["pages"].get(key)
    kept = before if before and before.etag == validators else _Kept(validators, time.time(), None)
    last_modified = _last_modified(kept.since)
    response = _not_modified(request, validators, last_modified) or kept.response
    if response is None:
        response = build()
        if response.status_code != HTTPStatus.OK or response.streaming:
            return response
        kept = kept._replace(response=response)
    if kept is not before:
        caches["pages"].set(key, kept, _KEPT_SECONDS)
    return _mark(response, validators, last_modified)


def _last_modified(since: float) -> int | None:
    """Return the time, in seconds since 1970, that tells versions of an address apart.

    Rows cannot tell when a list last changed: a row that was withdrawn is not among them. So it
    is the second after we first saw the version. It is not sent before that second is over: two
    versions in one second would have the same time.
    """
    moment = int(since) + 1
    return moment if time.time() >= moment + 1 else None


def _not_modified(
    request: HttpRequest, validators: Validators, last_modified: int | None
) -> HttpResponse | None:
    """Return a 304 response, or None.

    A reader's time counts only if it equals ours: one that is later, or earlier, may come from
    another process, which saw other versions.
    """
    asked = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return get_conditional_response(
        request, validators, last_modified if last_modified == asked else None
    )


def _mark(
    response: HttpResponse, validators: Validators, last_modified: int | None
) -> HttpResponse:
    response["ETag"] = validators
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


def _site_fingerprint() -> list[Json]:
    """Return what every response depends on: the program, its settings, the zone's name now."""
    return [
        _build_fingerprint(),
        settings.LANGUAGE_CODE,
        settings.TIME_ZONE,
        timezone.localtime().tzname(),
        settings.NEWSDESK_SITE_NAME,
        settings.NEWSDESK_SITE_URL,
        settings.STATIC_URL,
        settings.MEDIA_URL,
        str(settings.STORAGES),
        str(settings.NEWSDESK_SEED_LIMITS),
    ]


@cache
def _build_fingerprint() -> str:
    """Return a digest of templates, code and static files, equal on all machines of a deployment.

    The lock file stands for the libraries.
    """
    folders = [settings.BASE_DIR / name for name in ("articles", "newsdesk", "templates")]
    paths = [path for folder in folders for kind in _SOURCES for path in folder.rglob(kind)]
    lines = [
        f"{path.relative_to(settings.BASE_DIR)} {_digest(path.read_bytes())}"
        for path in sorted([*paths, *settings.BASE_DIR.glob("requirements.lock")])
    ]
    return _digest("\n".join(lines).encode())


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
