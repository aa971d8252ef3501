"""Delete pictures that nothing has named for a while, and files that no row knows.

A picture is named by an article or provider that declares its address, that shows it, or for which
an editor chose it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.db.arrays import id_array, text_array
from articles.models import Article, ImageFetch, ImageUse, Provider, Rendition, StoredImage

DAYS = 30
BATCH = 500
_OURS = re.compile(r"[0-9a-f]{64}\.(jpg|png|webp|avif|gif)(\.[0-9a-f]{32}\.part)?")
"""Names of files that we may delete: complete ones, and those whose writing was interrupted."""
_FRESH = timedelta(days=1)
"""Younger files are kept: their rows may not be stored yet, or pages in caches show them."""


@dataclass
class Swept:
    """How many rows of pictures and addresses were deleted, and which files."""

    images: int = 0
    addresses: int = 0
    files: list[str] = field(default_factory=list)


def sweep_images(
    *, days: int = DAYS, dry_run: bool = False, progress: Callable[[int], None] = lambda _: None
) -> Swept:
    """Delete what nothing has named for `days`; return what was, or would be, deleted.

    Each call notes which pictures nothing names: the days are counted from the first such call.
    """
    now = timezone.now()
    limit = now - timedelta(days=days)
    if not dry_run:
        unnamed = unnamed_images()
        StoredImage.objects.exclude(unused_since=None).exclude(pk__in=unnamed.values("pk")).update(
            unused_since=None
        )
        unnamed.filter(unused_since=None).update(unused_since=now)
    expired = unnamed_images().filter(unused_since__lte=limit)
    addresses = ImageFetch.objects.filter(
        ~Exists(ImageUse.objects.filter(fetch=OuterRef("pk"))),
        image=None,
        leased_until=None,
        created_at__lte=limit,
    )
    swept = Swept(images=expired.count(), addresses=addresses.count())
    if not dry_run:
        swept.images = _delete_images(expired, progress)
        addresses.delete()
    for names in _unknown_files(expired, now - _FRESH):
        swept.files += names
        if not dry_run:
            for name in names:
                default_storage.delete(name)
        progress(len(names))
    return swept


def unnamed_images() -> QuerySet[StoredImage]:
    """Return the stored pictures that no article and no provider names."""
    own = OuterRef("pk")
    return StoredImage.objects.filter(
        ~Exists(ImageUse.objects.filter(fetch__image=own)),
        ~Exists(Article.objects.filter(chosen_image=own)),
        ~Exists(Article.objects.filter(lead_image=own)),
        ~Exists(Provider.objects.filter(icon=own)),
    )


def _delete_images(expired: QuerySet[StoredImage], progress: Callable[[int], None]) -> int:
    """Delete pictures with their renditions and addresses; their files are unknown from then on."""
    count = 0
    while pks := list(expired.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Lock, then ask again: one may have been named meanwhile.
            _lock(StoredImage.objects.filter(pk__in=id_array(pks)))
            _lock(ImageFetch.objects.filter(image__in=id_array(pks)))
            pks = list(expired.filter(pk__in=id_array(pks)).values_list("pk", flat=True))
            ImageFetch.objects.filter(image__in=id_array(pks)).delete()
            StoredImage.objects.filter(pk__in=id_array(pks)).delete()
        count += len(pks)
        progress(len(pks))
    return count


def _lock(rows: QuerySet[Any]) -> None:
    """Lock rows against new references until the transaction ends."""
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _unknown_files(expired: QuerySet[StoredImage], limit: datetime) -> Iterator[list[str]]:
    """Yield, a folder at a time, the files that no row knows and that are older than `limit`.

    In a dry run the rows of expired pictures still exist; they count as deleted.
    """
    known = {
        "images": StoredImage.objects.exclude(pk__in=expired.values("pk")),
        "renditions": Rendition.objects.exclude(image__in=expired.values("pk")),
    }
    for top, rows in known.items():
        for folder in _listed(top)[0]:
            files = [name for name in _listed(f"{top}/{folder}")[1] if _OURS.fullmatch(name)]
            names = {f"{top}/{folder}/{name}" for name in files}
            found = rows.filter(file__in=text_array(names)).values_list("file", flat=True)
            yield [name for name in sorted(names - {*found}) if _is_older(name, limit)]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_older(name: str, limit: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < limit
    except FileNotFoundError:
        return False
