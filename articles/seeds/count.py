"""Count seeds before they are read, for a progress bar."""

import os
import zipfile
from pathlib import Path, PurePosixPath

from articles.seeds.file_kinds import kind_of


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
    with zipfile.ZipFile(origin) as archive:
        members = [member.filename for member in archive.infolist() if not member.is_dir()]
    return sum(kind_of(PurePosixPath(name.replace("\\", "/"))) is not None for name in members)
