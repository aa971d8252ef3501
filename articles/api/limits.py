"""Rate limits: how many requests a minute a token, or an address without one, may send.

Counters of fixed windows are in the shared cache. With the cache in files, which is the default,
two processes that count at the same moment may count one request; Redis and Memcached count all.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from ninja.throttling import BaseThrottle

from articles.api.problems import Problem
from articles.models import ApiToken

WINDOW = 60
"""Seconds."""
TOKEN, ADDRESS, FAILURES = "token", "address", "failures"
"""The kinds of limits, keys of `settings.NEWSDESK_API_LIMITS`. 0 means no limit."""
Run = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of a limit in this window."""

    limit: int
    used: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(seconds_left()),
        }


class RateLimit(BaseThrottle):
    """The limit per address of the operations without a token; the others count the token."""

    def allow_request(self, request: HttpRequest) -> bool:
        if hasattr(request, "auth"):
            return True
        usage = _count(ADDRESS, _address(request))
        is_exceeded = usage is not None and usage.is_exceeded
        if is_exceeded:  # otherwise what everyone reads may be cached for others
            request.rate_limit = usage  # type: ignore[attr-defined]
        return not is_exceeded

    def wait(self) -> float:
        return seconds_left()


def count_token(request: HttpRequest, token: ApiToken | None) -> None:
    """Count a request with a valid token. Raise Problem if the token has had too many."""
    usage = _count(TOKEN, str(token.pk)) if token else None
    request.rate_limit = usage  # type: ignore[attr-defined]
    if usage and usage.is_exceeded:
        headers = {"Retry-After": str(seconds_left())}
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.", headers=headers)


def count_failure(request: HttpRequest) -> None:
    """Count a failed authentication. Raise Problem if this address has had too many.

    A valid token is never refused for the failures of others at its address: none can be guessed.
    """
    usage = _count(FAILURES, _address(request))
    if usage and usage.is_exceeded:
        headers = {"Retry-After": str(seconds_left()), **usage.headers()}
        detail = "Too many requests from this address had no valid token."
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, headers=headers)


def with_rate_limit_headers(run: Run) -> Run:
    """Decorate an operation: its answer to a token says what is left, and is not cached."""

    @wraps(run)
    def limited(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        response = run(request, *args, **values)
        if hasattr(request, "auth"):
            response.setdefault("Cache-Control", "no-store")
        usage: Usage | None = getattr(request, "rate_limit", None)
        for name, value in (usage.headers() if usage else {}).items():
            response[name] = value
        return response

    return limited


def seconds_left() -> int:
    """Return the seconds until the window ends, at least 1."""
    return math.ceil(WINDOW - time.time() % WINDOW)


def _count(kind: str, who: str) -> Usage | None:
    """Count a request and return the usage; None without a limit."""
    limit: int = settings.NEWSDESK_API_LIMITS[kind]
    if not limit:
        return None
    window = int(time.time() // WINDOW)
    key = f"api-{kind}-{sha256(who.encode()).hexdigest()[:32]}-{window}"
    cache = caches["shared"]
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return Usage(limit, cache.incr(key))
    except ValueError:  # evicted since
        return Usage(limit, 1)


def _address(request: HttpRequest) -> str:
    return str(get_client_ip_address(request))
