"""Store the pictures of a site whose addresses are relative to their seed files.

Only while a folder is imported can such files be read. Pictures that are stored already are not
read again.
"""

import logging
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from articles.db.arrays import id_array
from articles.images.decode import MAX_BYTES, RefusedImage
from articles.images.lead import refresh_after_fetches
from articles.images.store import store_image
from articles.images.uses import LOCAL
from articles.models import FetchState, ImageFetch

logger = logging.getLogger(__name__)


def store_local(root: Path, articles: Collection[int] = (), providers: Collection[int] = ()) -> int:
    """Store the local pictures of articles and providers; return how many.

    They are given by primary keys and were connected with their pictures before. `root` is the
    imported folder. A picture that is missing, broken or outside of `root` is skipped; its article
    is imported without it.
    """
    used = Q(uses__article__in=id_array(articles)) | Q(uses__provider__in=id_array(providers))
    local = ImageFetch.objects.filter(used, url__startswith=LOCAL).distinct()
    waiting = local.exclude(state=FetchState.FETCHED).order_by("pk")
    stored = [fetch.pk for fetch in waiting if _store(root, fetch)]
    refresh_after_fetches(stored)
    return len(stored)


def local_path(root: Path, address: str) -> Path | None:
    """Return the file of a local address, or None if a symbolic link leads out of `root`."""
    try:
        root = root.resolve()
        path = (root / address.partition("/")[2]).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) else None


def _store(root: Path, fetch: ImageFetch) -> bool:
    path = local_path(root, fetch.url)
    try:
        if path is None or not path.is_file():
            return False
        with path.open("rb") as file:
            image = store_image(file.read(MAX_BYTES + 1))
    except OSError as error:
        logger.warning("Picture %s: %s", fetch.url, error)
        return False
    except RefusedImage as error:
        _write(fetch, state=FetchState.REFUSED, reason=str(error))
        return False
    _write(fetch, state=FetchState.FETCHED, reason="", image=image, fetched_at=timezone.now())
    return True


def _write(fetch: ImageFetch, **columns: Any) -> None:
    ImageFetch.objects.filter(pk=fetch.pk).update(**columns)
