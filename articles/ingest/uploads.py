"""What editors upload: kept in folders of their own with random names, and never served.

A name that a browser sends is data: a zip gets a name that is made here, and a loose seed keeps
its own, which is its identity, only where it is made of letters, digits, `.`, `_` and `-`.
"""

import re
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from articles.seeds.sources import SourceNotFound

LIFETIME = timedelta(days=1)
"""For so long a preview can be confirmed, and the refused files of a run be tried again."""
_HARMLESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,240}")
_FOLDER = re.compile(r"[0-9a-f]{32}")
_ZIP = "seeds.zip"

if TYPE_CHECKING:
    File = UploadedFile[Any]
else:
    File = UploadedFile


def detach_files(files: Sequence[File]) -> str:
    """Keep one zip, or loose seeds with harmless names; return the name of their folder."""
    return keep_as({_ZIP if is_zip(file) else str(file.name): file for file in files})


def keep_as(files: Mapping[str, File]) -> str:
    """Keep files by their harmless paths; return the name of the folder that holds them."""
    folder = secrets.token_hex(16)
    root = upload_root() / folder
    root.mkdir(parents=True, mode=0o700)
    for path, file in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("xb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    return folder


def paths_in(folder: str) -> list[Path]:
    """Return the one zip, or the loose seeds, of an upload; nothing where it is gone."""
    root = upload_root() / folder
    return sorted(root.iterdir()) if root.is_dir() else []


def check_here(paths: Iterable[Path]) -> None:
    """Raise SourceNotFound, in words for the people who wanted them read, where files are gone."""
    for path in paths:
        if path.exists():
            continue
        if path.is_relative_to(upload_root()):
            raise SourceNotFound(
                "The uploaded files are not here any more: they are kept for a day. "
                "Upload them again."
            )
        raise SourceNotFound(f"There is no file or folder {path.name} on the server any more.")


def upload_root() -> Path:
    return Path(settings.NEWSDESK_UPLOADS)


def is_zip(file: File) -> bool:
    return str(file.name).lower().endswith(".zip")


def is_harmless(path: str) -> bool:
    """Whether a seed's name or path can be one here: nothing hidden, nothing that leads out."""
    parts = PurePosixPath(path).parts
    is_seed = path.lower().endswith(".md")
    return is_seed and bool(parts) and all(_HARMLESS.fullmatch(part) for part in parts)


def old_uploads() -> list[str]:
    """Return the names of the folders that were uploaded longer ago than LIFETIME."""
    root = upload_root()
    oldest = (timezone.now() - LIFETIME).timestamp()
    folders = root.iterdir() if root.is_dir() else iter([])
    return [
        folder.name
        for folder in folders
        if _FOLDER.fullmatch(folder.name) and folder.stat().st_mtime < oldest
    ]


def forget_upload(folder: str) -> None:
    if _FOLDER.fullmatch(folder):
        shutil.rmtree(upload_root() / folder, ignore_errors=True)
