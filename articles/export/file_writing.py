"""Write files below a folder: unchanged ones stay, others are replaced atomically."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEMPORARY = ".newsdesk-export.tmp"
"""In the folder that is exported to. A killed export leaves it there; the next one replaces it."""


@dataclass(slots=True)
class Exported:
    """How many files were written, were there already or were removed, and what failed."""

    written: int = 0
    same: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)
    paths: set[Path] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """Return what commands print."""
        return {"written": self.written, "already there": self.same, "removed": self.removed}

    def as_dict(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        totals = {"written": self.written, "same": self.same, "removed": self.removed}
        return {"totals": totals, "problems": self.problems}


def leads_out(target: Path, folder: Path) -> bool:
    """Return whether a path below `folder` leads out of it, by its parts or by a symlink."""
    return not target.resolve().is_relative_to(folder.resolve())


def write_if_changed(target: Path, data: bytes, out: Path) -> bool:
    """Replace a file unless it is equal; return whether it was written.

    Readers, and a killed export, see either the old file or the new one. `out` is a folder on the
    same file system.
    """
    if target.is_file() and target.read_bytes() == data:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = out / TEMPORARY
    temporary.unlink(missing_ok=True)  # if it is a symlink, do not follow it
    temporary.write_bytes(data)
    temporary.replace(target)
    return True
