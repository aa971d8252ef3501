"""Which files of a source are seeds, and which names they may have."""

import re
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from articles.seeds.limits import Limits

Kind = Literal["article", "organisation", "topic", "placeholder"]

_PLACEHOLDERS = (".keep", ".gitkeep")
_ORGANISATIONS = "organizations"
_TOPICS = "topics"
_PASSED_OVER = "__MACOSX"
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class SourceFile(NamedTuple):
    """A file of a source: its path in it with forward slashes, and its first bytes.

    Bytes are complete unless there are more than a seed may have, which its reader refuses.
    """

    path: str
    data: bytes
    kind: Kind


def kind_of(path: PurePosixPath, outside: int = 0) -> Kind | None:
    """Return what a file of this path is, None if it is ignored.

    The first `outside` parts of the path are the folder that was given: it may say what is in
    it (`topics/`) but is never passed over for its own name.
    """
    name = path.name
    if any(_is_passed_over(part) for part in path.parts[outside:-1]):
        return None
    if name in _PLACEHOLDERS:
        return "placeholder"
    if name.startswith("."):
        return None
    suffix = path.suffix.lower()
    if suffix == ".md":
        return "organisation" if _ORGANISATIONS in path.parts[:-1] else "article"
    if suffix in {".yaml", ".yml"} and _TOPICS in path.parts[:-1]:
        return "topic"
    return None


def _is_passed_over(folder: str) -> bool:
    # Not "..": such a name is not a hidden folder, and is reported.
    return folder == _PASSED_OVER or (folder.startswith(".") and folder != "..")


def path_fault(path: str, limits: Limits) -> str | None:
    """Return why a file of this path is refused, None when it is not."""
    if _ODD.search(path):
        return "The file's name has characters that no name should have."
    if "\\" in path:
        return "The file's name has a backslash."
    if len(path) > limits.path or len(path.rpartition("/")[2]) > limits.file_name:
        return "The file's name is too long."
    return None
