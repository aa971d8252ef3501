"""Count seeds before they are read, and name the files of a zip that are ignored."""

import os
from pathlib import Path, PurePosixPath

from articles.seeds.file_kinds import Kind, kind_of
from articles.seeds.zips import open_archive


def count_seeds(origin: Path) -> int:
    """Return how many files `sources.open_source` yields of an origin that it has opened."""
    if origin.is_dir():
        return sum(
            kind_of(PurePosixPath(place, name), 1) is not None
            for folder, _, names in os.walk(origin)
            for place in [os.path.relpath(folder, origin.parent)]
            for name in names
        )
    if origin.suffix.lower() != ".zip":
        return 1
    return sum(_kind(name) is not None for name in _members(origin))


def ignored_files(origin: Path) -> list[str]:
    """Return the names of a zip's files that are no seeds; nothing for a folder or a file."""
    if origin.suffix.lower() != ".zip" or not origin.is_file():
        return []
    return sorted(name for name in _members(origin) if _kind(name) is None)


def _members(origin: Path) -> list[str]:
    with open_archive(origin) as archive:
        return [member.filename for member in archive.infolist() if not member.is_dir()]


def _kind(name: str) -> Kind | None:
    return kind_of(PurePosixPath(name.replace("\\", "/")))
