"""Folders of the server that an editor may import from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from articles.ingest.uploads import upload_root
from articles.seeds.sources import SourceNotFound, SourceRefused


def import_folders() -> list[Path]:
    """Return the folders of `settings.NEWSDESK_IMPORT_FOLDERS`; none by default."""
    return [Path(folder) for folder in settings.NEWSDESK_IMPORT_FOLDERS]


def find_folder(name: str) -> Path:
    """Return the folder, zip or file that an editor names, below an allowed folder.

    `name` is a path below an allowed folder, one that begins with that folder's name, or an
    absolute path. Symbolic links are resolved first. Raises SourceRefused with the same words for
    what is forbidden and for what does not exist.
    """
    for root in import_folders():
        for path in _candidates(root, name.strip()):
            if found := _resolve_inside(path, root):
                return found
    raise SourceRefused("There is no such folder among those that may be imported from.")


def check_paths(paths: Iterable[str]) -> None:
    """Raise SourceNotFound unless all paths still are uploads or inside an allowed folder.

    Check this each time that an editor's files are read: a link may have taken their place.
    """
    for path in map(Path, paths):
        roots = [upload_root(), *import_folders()]
        if any(_resolve_inside(path, root) == path for root in roots):
            continue
        if path.is_relative_to(upload_root().resolve()):
            raise SourceNotFound(
                "The uploaded files were deleted: they are kept for a day. Upload them again."
            )
        raise SourceNotFound(
            f"There is no file or folder {path.name} that may be imported from the server. "
            "Upload the files."
        )


def _candidates(root: Path, name: str) -> Iterator[Path]:
    if "\0" in name or not name:
        return
    yield root / name  # an absolute path stands for itself
    if Path(name).parts[:1] == (root.name,):
        yield root.parent / name


def _resolve_inside(path: Path, root: Path) -> Path | None:
    try:
        real, home = path.resolve(strict=True), root.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    is_readable = real.is_dir() or real.suffix.lower() in {".zip", ".md"}
    return real if real.is_relative_to(home) and is_readable else None
