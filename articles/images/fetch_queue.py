"""The queue of picture addresses: claim, download, store, try again (docs/decisions/0039).

A row of ImageFetch is claimed by a compare-and-set update with a lease, as jobs are. Threads only
download; this thread does all that needs the database.
"""

import secrets
from collections.abc import Generator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.images.addresses import Limits
from articles.images.background import due_fetches, enqueue_fetches
from articles.images.decode import RefusedImage
from articles.images.download import (
    DEADLINE_SECONDS,
    Downloaded,
    DownloadFailure,
    NotModified,
    download,
)
from articles.images.lead import refresh_after_fetches
from articles.images.store import store_image
from articles.images.uses import LOCAL
from articles.jobs.lease import LEASE_SECONDS, worker_name
from articles.models import FetchState, ImageFetch

HOSTS_AT_ONCE = 8
BACKOFF = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
"""Pauses before the second, third and fourth try, which is the last one."""
MAX_TRIES = 1 + len(BACKOFF)
MAX_PAUSE = timedelta(days=1)
"""A server that asks to wait longer is tried again after this time."""
_CLAIM_ATTEMPTS = 10
_FREE = {"worker": "", "leased_until": None}

Result = Downloaded | NotModified | DownloadFailure


def fetch_due(
    *,
    host: str = "",
    limit: int | None = None,
    seconds: float | None = None,
    deadline: float = DEADLINE_SECONDS,
) -> Generator[ImageFetch, None, None]:
    """Fetch what is due, best priority first, and yield each row with its new state.

    Eight hosts are asked at the same time, each for one picture, and each answer has `deadline`
    seconds. Nothing is begun after `limit` rows or `seconds`, or if fetching is turned off.
    """
    if not settings.NEWSDESK_FETCH_IMAGES:
        return
    worker = f"{worker_name()}:{secrets.token_hex(4)}"
    end = monotonic() + seconds if seconds is not None else None
    left, places = limit, HOSTS_AT_ONCE
    running: dict[Future[Result], ImageFetch] = {}
    try:
        with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="pictures") as pool:
            while True:
                while len(running) < places:
                    is_over = left == 0 or (end is not None and monotonic() >= end)
                    fetch = None if is_over else claim(worker, host=host)
                    if fetch is None:
                        places = len(running)  # no other host has pictures that are due
                        break
                    running[pool.submit(_download, fetch, deadline)] = fetch
                    left = None if left is None else left - 1
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    fetch = running.pop(future)
                    if _store_result(fetch, future.result()):
                        yield fetch
    finally:
        _abandon(running)


def claim(worker: str, *, host: str = "", now: datetime | None = None) -> ImageFetch | None:
    """Take the next row that is due, and whose host is not being asked; None if there is none.

    A row that was taken as often as it may be tried, without a result, has stopped its workers.
    """
    now = now or timezone.now()
    for _ in range(_CLAIM_ATTEMPTS):
        rows = due_fetches(now).filter(host=host) if host else due_fetches(now)
        asked = _leased(now).values_list("host", flat=True)
        fetch = rows.exclude(host__in=list(asked)).first()
        if fetch is None:
            return None
        if fetch.tries >= MAX_TRIES:
            _write(
                fetch,
                state=FetchState.FAILED,
                reason="The worker stopped each time it fetched this picture.",
            )
        elif _write(
            fetch,
            tries=fetch.tries + 1,
            worker=worker,
            leased_until=now + timedelta(seconds=LEASE_SECONDS),
        ):
            # Two workers may claim two rows of a host at once: each then sees the other's claim.
            if not _leased(now).filter(host=fetch.host).exclude(pk=fetch.pk).exists():
                return fetch
            _release(fetch)
    return None


def retry_fetches(fetches: QuerySet[ImageFetch]) -> int:
    """Let addresses wait for their first try again, also fetched ones; return how many.

    A fetched picture stays in use until there is a newer one. Files of seeds cannot be fetched.
    """
    number = fetches.exclude(url__startswith=LOCAL).update(
        state=FetchState.WAITING, reason="", tries=0, next_try_at=timezone.now()
    )
    enqueue_fetches()
    return number


def _leased(now: datetime) -> QuerySet[ImageFetch]:
    return ImageFetch.objects.filter(leased_until__gt=now).order_by()


def _write(fetch: ImageFetch, **columns: Any) -> bool:
    """Write columns unless another worker has taken the row since it was read."""
    as_read = {name: getattr(fetch, name) for name in ("state", "worker", "leased_until")}
    if not ImageFetch.objects.filter(pk=fetch.pk, **as_read).update(**columns):
        return False
    for name, value in columns.items():
        setattr(fetch, name, value)
    return True


def _release(fetch: ImageFetch) -> None:
    """Give a row back that was not tried."""
    _write(fetch, tries=fetch.tries - 1, **_FREE)


def _abandon(running: Mapping[Future[Result], ImageFetch]) -> None:
    """Give rows back whose downloads have ended, but are not stored: the command is stopped."""
    for future, fetch in running.items():
        _release(fetch)
        if not future.exception() and isinstance(result := future.result(), Downloaded):
            result.body.close()


def fetch_limits() -> Limits:
    """Return which addresses may be asked, by the settings."""
    return Limits(
        never_asked=settings.NEWSDESK_IMAGE_HOSTS_NEVER_ASKED,
        allow_loopback=settings.NEWSDESK_IMAGES_FROM_LOOPBACK,
    )


def _download(fetch: ImageFetch, deadline: float) -> Result:
    has_image = fetch.image_id is not None
    return download(
        fetch.url,
        limits=fetch_limits(),
        referer=fetch.page_url,
        etag=fetch.etag if has_image else "",
        last_modified=fetch.last_modified if has_image else "",
        user_agent=f"Newsdesk (+{settings.NEWSDESK_SITE_URL})",
        seconds=deadline,
    )


def _store_result(fetch: ImageFetch, result: Result) -> bool:
    """Store what a try has brought; return False if another worker has taken the row over."""
    now = timezone.now()
    match result:
        case Downloaded():
            columns = _fetched(result, now)
        case NotModified():
            columns = {"state": FetchState.FETCHED, "tries": 0, "fetched_at": now}
        case DownloadFailure():
            columns = _failed(fetch, result, now)
    return _store_columns(fetch, {"reason": ""} | columns | _FREE)


def _fetched(result: Downloaded, now: datetime) -> dict[str, Any]:
    try:
        image = store_image(result.take())
    except RefusedImage as refused:
        return {"state": FetchState.REFUSED, "reason": _shortened(str(refused))}
    return {
        "state": FetchState.FETCHED,
        "tries": 0,
        "image": image,
        "etag": result.etag,
        "last_modified": result.last_modified,
        "fetched_at": now,
    }


def _failed(fetch: ImageFetch, failure: DownloadFailure, now: datetime) -> dict[str, Any]:
    reason = {"reason": _shortened(failure.reason)}
    if failure.is_refused:
        return reason | {"state": FetchState.REFUSED}
    pause = min(timedelta(seconds=failure.retry_after or 0), MAX_PAUSE)
    if pause:  # the server means all its pictures
        waiting = ImageFetch.objects.filter(state=FetchState.WAITING, host=fetch.host)
        waiting.filter(next_try_at__lt=now + pause).update(next_try_at=now + pause)
    if failure.is_permanent or fetch.tries >= MAX_TRIES:
        return reason | {"state": FetchState.FAILED}
    return reason | {"next_try_at": now + max(pause, BACKOFF[fetch.tries - 1])}


@retry_on_deadlock
@transaction.atomic
def _store_columns(fetch: ImageFetch, columns: dict[str, Any]) -> bool:
    if not _write(fetch, **columns):
        return False
    if "image" in columns:
        refresh_after_fetches([fetch.pk])
    return True


def _shortened(reason: str) -> str:
    return reason[: ImageFetch._meta.get_field("reason").max_length]
