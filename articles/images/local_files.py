"""Store the pictures of a site whose addresses are relative to their seed files.

Only while a folder is imported can such files be read. The bytes are checked and stored under
a keyed digest, so equal pictures are stored once and an interrupted run can do it again.
"""

import logging
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.db.models import QuerySet

from articles.images.decode import MAX_BYTES, RefusedImage
from articles.images.store import store_image
from articles.models import Image

logger = logging.getLogger(__name__)
PAGE = 500
"""Images that are held in memory at once."""


def attach_local(root: Path, articles: QuerySet[Any, Any], providers: QuerySet[Any, Any]) -> int:
    """Store the pictures of these articles, their links and these providers; return how many.

    Both are querysets of primary keys. `root` is the imported folder. A picture that is missing,
    broken or outside of `root` is skipped; its article is imported without it.
    """
    waiting = Image.objects.filter(file="").exclude(url__contains="://")
    count = 0
    for images, seed_path in (
        (waiting.filter(article__in=articles), "article__seed_file__path"),
        (waiting.filter(link__article__in=articles), "link__article__seed_file__path"),
        (waiting.filter(provider__in=providers), "provider__seedfile__path"),
    ):
        rows = images.filter(**{f"{seed_path}__isnull": False}).order_by("pk", seed_path)
        count += sum(
            _attach(root, *row) for row in _pages(rows.values_list("pk", "url", seed_path))
        )
    return count


def local_path(root: Path, seed_path: str, url: str) -> Path | None:
    """Return the file of a relative address, or None if it leads out of `root`.

    An address that begins with a slash is relative to `root`, others to the seed's folder.
    """
    folder = PurePosixPath() if url.startswith("/") else PurePosixPath(seed_path).parent
    try:
        root = root.resolve()
        path = (root / folder / unquote(url).lstrip("/")).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) else None


def store_picture(image_id: int, data: bytes) -> None:
    """Store a picture's bytes and its real size. Raises RefusedImage."""
    stored = store_image(data)
    Image.objects.filter(pk=image_id).update(
        file=stored.file.name, real_width=stored.width, real_height=stored.height
    )


def _attach(root: Path, image_id: int, url: str, seed_path: str) -> bool:
    path = local_path(root, seed_path, url)
    try:
        if path is None or not path.is_file():
            return False
        with path.open("rb") as file:
            store_picture(image_id, file.read(MAX_BYTES + 1))
    except (RefusedImage, OSError) as error:
        logger.warning("Picture %s of %s: %s", url, seed_path, error)
        return False
    return True


def _pages(rows: QuerySet[Any, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield all rows, a page at a time: rows change while they are read."""
    last = 0
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1][0]
