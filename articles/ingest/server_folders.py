"""Folders of the server that an editor may import from."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from articles.seeds.sources import SourceRefused


def import_folders() -> list[Path]:
    """Return the folders of `settings.NEWSDESK_IMPORT_FOLDERS`; none, unless it was set."""
    return [Path(folder) for folder in settings.NEWSDESK_IMPORT_FOLDERS]


def folder_named(name: str) -> Path:
    """Return what an editor calls by its path below an allowed folder, by that folder's own
    name and the path below it, or by its whole path. Links are followed, then the place is
    looked at: it lies in an allowed folder.

    Raises SourceRefused for everything else, and says the same of what is forbidden and of what
    does not exist.
    """
    for root in import_folders():
        for path in _candidates(root, name.strip()):
            if found := _inside(path, root):
                return found
    raise SourceRefused("There is no such folder among those that may be imported from.")


def _candidates(root: Path, name: str) -> Iterator[Path]:
    if "\0" in name or not name:
        return
    yield root / name  # a whole path stands for itself
    if Path(name).parts[:1] == (root.name,):
        yield root.parent / name


def _inside(path: Path, root: Path) -> Path | None:
    try:
        real, home = path.resolve(strict=True), root.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    is_readable = real.is_dir() or real.suffix.lower() in {".zip", ".md"}
    return real if real.is_relative_to(home) and is_readable else None
