"""Keep the pictures that lie beside the seeds.

A seed may name a picture by an address relative to its own folder. While a folder is imported
we can read it: the bytes are checked and kept under their digest, so that the same picture is
kept once and a run that was killed can simply do it again.
"""

import logging
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from articles.images.probe import MOST_BYTES, Facts, NotAPicture, inspect
from articles.models import Image, SeedFile

logger = logging.getLogger(__name__)


def attach_local(root: Path, articles: QuerySet[Any, Any], providers: QuerySet[Any, Any]) -> int:
    """Keep the pictures of these articles, their links and these providers; return how many.

    Both are querysets of primary keys. `root` is the folder that was imported. A picture that
    is missing, broken or outside of `root` is left alone: the article stands without it.
    """
    count = 0
    for image, seed_path in _relative_images(articles, providers):
        path = local_path(root, seed_path, image.url)
        try:
            if path is None or not path.is_file():
                continue
            with path.open("rb") as file:
                keep(image, file.read(MOST_BYTES + 1))
            count += 1
        except (NotAPicture, OSError) as error:
            logger.warning("Picture %s of %s: %s", image.url, seed_path, error)
    return count


def local_path(root: Path, seed_path: str, url: str) -> Path | None:
    """Return the file that an address beside a seed means, None when it leads out of root.

    An address that begins with a slash is meant from the root of the site.
    """
    folder = PurePosixPath() if url.startswith("/") else PurePosixPath(seed_path).parent
    try:
        root = root.resolve()
        path = (root / folder / unquote(url).lstrip("/")).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) else None


def keep(image: Image, data: bytes) -> None:
    """Store a picture's bytes and what they really are. Raises NotAPicture."""
    facts = inspect(data)
    image.file.name = _stored(data, facts)
    image.real_width, image.real_height = facts.width, facts.height
    image.save(update_fields=["file", "real_width", "real_height"])


def _stored(data: bytes, facts: Facts) -> str:
    digest = sha256(data).hexdigest()
    name = f"images/{digest[:2]}/{digest}.{facts.ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return name


def _relative_images(
    articles: QuerySet[Any, Any], providers: QuerySet[Any, Any]
) -> Iterator[tuple[Image, str]]:
    waiting = Image.objects.filter(file="").exclude(url__contains="://")
    for image in waiting.filter(article__in=articles).select_related("article__seed_file"):
        if image.article:
            yield image, image.article.seed_file.path
    for image in waiting.filter(link__article__in=articles).select_related(
        "link__article__seed_file"
    ):
        if image.link:
            yield image, image.link.article.seed_file.path
    yield from _provider_images(waiting.filter(provider__in=providers))


def _provider_images(images: QuerySet[Image]) -> Iterator[tuple[Image, str]]:
    paths = dict(
        SeedFile.objects.filter(provider__in=images.values("provider")).values_list(
            "provider_id", "path"
        )
    )
    for image in images:
        if image.provider_id in paths:
            yield image, paths[image.provider_id]
