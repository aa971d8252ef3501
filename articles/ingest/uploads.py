"""Uploaded files: stored in folders with random names, and never served.

A name that a browser sends is not trusted: a zip gets a fixed name, and a seed, whose name is its
identity, keeps it only if it is made of letters, digits, `.`, `_` and `-`.
"""

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from articles.seeds.limits import LIMITS

LIFETIME = timedelta(days=1)
"""How long a preview can be confirmed, and the refused files of a run be retried."""
_SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,240}")
_FOLDER = re.compile(r"[0-9a-f]{32}")
ZIP_NAME = "seeds.zip"
MOST_PARTS = 20


class Chunked(Protocol):
    """A body that is read in pieces, such as an uploaded file."""

    def chunks(self) -> Iterator[bytes]: ...


if TYPE_CHECKING:
    File = UploadedFile[Any]
else:
    File = UploadedFile


def save_files(files: Sequence[File]) -> str:
    """Store one zip, or seeds with safe names; return the name of their folder."""
    return save_as({ZIP_NAME if is_zip(file) else str(file.name): file for file in files})


def save_as(files: Mapping[str, Chunked]) -> str:
    """Store files by their safe paths; return the name of the folder that holds them."""
    folder = secrets.token_hex(16)
    root = upload_root() / folder
    root.mkdir(parents=True, mode=0o700)
    try:
        for path, file in files.items():
            _write(root / path, file)
    except BaseException:
        delete_upload(folder)
        raise
    return folder


def _write(path: Path, file: Chunked) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)


def paths_in(folder: str) -> list[Path]:
    """Return the zip, or the seeds, of an upload; nothing if it was deleted."""
    root = upload_root() / folder
    return sorted(root.iterdir()) if root.is_dir() else []


def upload_root() -> Path:
    return Path(settings.NEWSDESK_UPLOADS).resolve()


def is_zip(file: File) -> bool:
    return str(file.name).lower().endswith(".zip")


def is_safe(path: str) -> bool:
    """Whether a seed's path is safe to store: canonical, short, nothing hidden or outside."""
    parts = path.split("/")
    is_short = len(path) <= LIMITS.path and len(parts) <= MOST_PARTS
    is_seed = path.lower().endswith(".md")
    return is_seed and is_short and all(_SAFE_NAME.fullmatch(part) for part in parts)


def old_uploads() -> list[str]:
    """Return the names of the uploads that are older than LIFETIME."""
    root = upload_root()
    oldest = (timezone.now() - LIFETIME).timestamp()
    folders = root.iterdir() if root.is_dir() else iter([])
    return [
        folder.name
        for folder in folders
        if _FOLDER.fullmatch(folder.name) and folder.stat().st_mtime < oldest
    ]


def delete_upload(folder: str) -> None:
    if _FOLDER.fullmatch(folder):
        shutil.rmtree(upload_root() / folder, ignore_errors=True)
