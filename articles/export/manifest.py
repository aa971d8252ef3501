"""The list of the files that exports of a site wrote into a folder: only these are removed."""

import re
from collections.abc import Iterable
from pathlib import Path

from articles.export.file_writing import write_if_changed

NAME = ".newsdesk-export"
_HEADING = "# Files that manage.py export_site wrote here, and may replace and remove."
_PATH = re.compile(r"api/news/(?:[-\w]+/)?(?:page/\d+/)?index\.json|news-sitemap\.xml", re.ASCII)


class ManifestDamaged(Exception):
    """The list names something that no export of a site writes."""


class Manifest:
    """The paths in `known` are those of this export and of earlier ones.

    A path is appended before its file is written, so that the list is complete whenever an export
    is killed. It is a text file with one path a line; a last line without its end does not count.
    """

    def __init__(self, out: Path) -> None:
        """Read the list. Raises ManifestDamaged."""
        self.out = out
        self.file = out / NAME
        text = self.file.read_text() if self.exists else ""
        lines = text.split("\n")[:-1]
        self.known = {line for line in lines if line != _HEADING}
        for path in self.known:
            if not _PATH.fullmatch(path):
                raise ManifestDamaged(f"{self.file} names {path}, which no export writes.")

    @property
    def exists(self) -> bool:
        return self.file.is_file()

    def add(self, path: str) -> None:
        """List a file that is about to be written."""
        if path not in self.known:
            self.known.add(path)
            with self.file.open("a") as lines:
                lines.write(f"{path}\n")

    def replace(self, paths: Iterable[str]) -> None:
        """Replace the list."""
        self.known = set(paths)
        text = "".join(f"{line}\n" for line in (_HEADING, *sorted(self.known)))
        write_if_changed(self.file, text.encode(), self.out)
