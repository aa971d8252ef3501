"""Connect articles and providers with the fetches of the pictures that they declare."""

import posixpath
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote, unquote, urlsplit

from django.db import transaction
from django.utils import timezone

from articles.db.arrays import id_array, text_array
from articles.db.bulk import insert_missing, stored_time
from articles.models import FetchState, ImageFetch, ImageUse
from articles.seeds.limits import LIMITS
from articles.seeds.records import time_value

Owner = Literal["article", "provider"]
LOCAL = "seed:"
"""Begins the address of a picture that comes with the seeds: `seed:SOURCE/PATH`."""
NO_FILE = "No imported folder had this file."
"""The reason of such a picture until an import stores it."""
_FETCH_COLUMNS = (
    "url_digest", "url", "host", "page_url", "priority", "state", "reason", "tries", "next_try_at",
    "worker", "etag", "last_modified", "created_at",
)  # fmt: skip


def fetch_address(url: str, *, source: str = "", seed_path: str = "") -> str:
    """Return the `ImageFetch.url` of a declared address, or "" if nothing can be fetched.

    An address that begins with a slash is relative to the imported folder, other relative ones to
    the folder of the seed. Without a source there is no such folder.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return url if 0 < len(parts.hostname or "") <= LIMITS.domain else ""
    if parts.scheme or parts.netloc or not parts.path or not source:
        return ""
    folder = "" if url.startswith("/") else posixpath.dirname(seed_path)
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path).lstrip("/")))
    address = f"{LOCAL}{quote(source, safe='')}/{path}"
    if path in {".", ".."} or path.startswith("../") or "\0" in path:
        return ""
    return address if len(address) <= LIMITS.address else ""


def url_digest(url: str) -> str:
    """Return the digest by which the fetch of an address is found."""
    return sha256(url.encode()).hexdigest()


def store_uses(
    owner: Owner,
    declared: Mapping[int, Sequence[str]],
    *,
    pages: Mapping[int, str] | None = None,
    priority: int = 0,
) -> set[int]:
    """Store what owners (by primary key) declare: addresses from `fetch_address`, in order.

    "" keeps its place and is skipped. Addresses that are new wait to be fetched; `pages` are the
    pages that show the owners' pictures. Nothing is written that is stored already.
    The addresses stay locked until the transaction ends: a fetch of one is stored either before,
    and its picture is found here, or after, and finds these uses.
    Return the primary keys of the addresses that have new uses.
    """
    wanted = {
        (pk, url_digest(url)): (position, url)
        for pk, urls in declared.items()
        for position, url in reversed(list(enumerate(urls)))
        if url
    }
    with transaction.atomic():
        fetches = _ensure_fetches(wanted, pages or {}, priority)
        rows = {(pk, fetches[digest]): position for (pk, digest), (position, _) in wanted.items()}
        uses = ImageUse.objects.filter(**{f"{owner}__in": id_array(declared)})
        stored = {
            (pk, fetch): (use, position)
            for use, pk, fetch, position in uses.values_list("pk", owner, "fetch", "position")
        }
        kept = {key for key, (_, position) in stored.items() if rows.get(key) == position}
        outdated = [use for key, (use, _) in stored.items() if key not in kept]
        if outdated:
            ImageUse.objects.filter(pk__in=id_array(outdated)).delete()
        new = [(*key, position) for key, position in rows.items() if key not in kept]
        insert_missing(ImageUse, (owner, "fetch", "position"), new)
    return {fetch for _, fetch, _ in new}


def _ensure_fetches(
    wanted: Mapping[tuple[int, str], tuple[int, str]], pages: Mapping[int, str], priority: int
) -> dict[str, int]:
    """Return the primary keys of the fetches by digest; those that are missing are created."""
    found = _fetches_by_digest({digest for _, digest in wanted})
    missing = {
        digest: _fetch_row(digest, url, pages.get(pk, ""), priority)
        for (pk, digest), (_, url) in wanted.items()
        if digest not in found
    }
    if missing:
        # In one order, so that two transactions cannot deadlock.
        insert_missing(ImageFetch, _FETCH_COLUMNS, sorted(missing.values()))
        found |= _fetches_by_digest(missing)
    return found


def _fetch_row(digest: str, url: str, page_url: str, priority: int) -> tuple[Any, ...]:
    is_local = url.startswith(LOCAL)
    host = "" if is_local else urlsplit(url).hostname or ""
    state = FetchState.FAILED.value if is_local else FetchState.WAITING.value
    now = stored_time(time_value(timezone.now()))
    reason = NO_FILE if is_local else ""
    return (digest, url, host, page_url, priority, state, reason, 0, now, "", "", "", now)


def _fetches_by_digest(digests: Collection[str]) -> dict[str, int]:
    if not digests:
        return {}
    rows = ImageFetch.objects.filter(url_digest__in=text_array(digests)).order_by("pk")
    return dict(rows.select_for_update(no_key=True).values_list("url_digest", "pk"))
