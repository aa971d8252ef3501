"""Sources made for a test: folders that hold exactly these files."""

from collections.abc import Mapping
from pathlib import Path

from tests.factories import write_seeds


def only(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a folder hold these files, by relative path, and no others; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file() or old.is_symlink():
            old.unlink()
    return write_seeds(folder, files)
