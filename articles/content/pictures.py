"""Keep the stored files of images when their rows are replaced.

Rows of images are replaced together with the content. A file follows its address: to the new row
that has the address, or else to `DetachedFile`, from where it returns with the address, be it by
an edit, a resolved conflict, an import or an undo.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

from django.db.models import QuerySet

from articles.db.bulk import insert_rows
from articles.models import DetachedFile, Image

File = tuple[str, int | None, int | None]
"""The file's name in the storage, and its real width and height."""
Files = dict[tuple[int, str], File]
"""By the owner's primary key and the picture's address."""
Owner = Literal["article", "provider"]

FILE_COLUMNS = ("file", "real_width", "real_height")
NO_FILE: File = ("", None, None)


def current_files(images: QuerySet[Image], owner: str) -> Files:
    """Return the files of these images; `owner` is the lookup of the owner's key."""
    return _by_address(images.exclude(file="").values_list(owner, "url", *FILE_COLUMNS))


def detached_files_of(owner: Owner, pks: Sequence[int]) -> Files:
    """Return the detached files of these owners, in one query."""
    kept = DetachedFile.objects.filter(**{f"{owner}__in": pks}).order_by("pk")
    return _by_address(kept.values_list(owner, "url", *FILE_COLUMNS))


def detach_files(owner: Owner, files: Mapping[tuple[int, str], File]) -> None:
    """Store the files of images that are removed."""
    if files:
        rows = ((pk, url, *file) for (pk, url), file in files.items())
        insert_rows(DetachedFile, (owner, "url", *FILE_COLUMNS), rows)


def addresses_of(contents: Mapping[int, Mapping[str, Any]]) -> set[tuple[int, str]]:
    """Return the addresses of all images in the value fields of articles."""
    return {
        (pk, image["url"])
        for pk, values in contents.items()
        for image in chain(
            values.get("images", ()), *(link["images"] for link in values.get("related", ()))
        )
    }


def replace_provider_images(pk: int, images: Sequence[Mapping[str, Any]]) -> None:
    """Replace a provider's images; these are shaped as the value field `images`."""
    own = Image.objects.filter(provider=pk)
    kept, shown = detached_files_of("provider", [pk]), current_files(own, "provider")
    files, named = kept | shown, {(pk, image["url"]) for image in images}
    own.delete()
    Image.objects.bulk_create(
        Image(
            provider_id=pk,
            position=position,
            **image,
            **dict(zip(FILE_COLUMNS, files.get((pk, image["url"]), NO_FILE), strict=True)),
        )
        for position, image in enumerate(images)
    )
    detach_files("provider", files_to_detach(shown, kept, named))


def files_to_detach(shown: Files, kept: Files, named: Iterable[tuple[int, str]]) -> Files:
    """Return the current files that no image has from now on and that are not detached yet."""
    lost = shown.keys() - set(named)
    return {key: shown[key] for key in lost if kept.get(key) != shown[key]}


def _by_address(rows: Iterable[tuple[Any, ...]]) -> Files:
    return {(pk, url): (file, width, height) for pk, url, file, width, height in rows}
