"""Read the files of a file, folder or zip. Names in a zip are never used as paths."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from articles.seeds.errors import SeedError
from articles.seeds.file_kinds import Kind, SourceFile, kind_of, path_fault
from articles.seeds.limits import KILOBYTE, LIMITS, MEGABYTE, Limits
from articles.seeds.zips import SourceRefused, read_zip

SourceItem = SourceFile | SeedError
_PIECE = 64 * KILOBYTE

__all__ = ["SourceFile", "SourceItem", "SourceNotFound", "SourceRefused", "is_bare", "open_source"]


class SourceNotFound(Exception):
    """There is nothing at the path that was given."""


def open_source(origin: Path, limits: Limits = LIMITS) -> Iterator[SourceItem]:
    """Return the seeds at `origin`: a file, a folder (in the order of names) or a zip.

    A file that cannot be read is yielded as a SeedError. Raises SourceNotFound and
    SourceRefused at once, before the first item.
    """
    if not origin.exists():
        raise SourceNotFound(f"There is no file or folder at {origin}.")
    if origin.is_dir():
        return _read_folder(origin, limits)
    if not origin.is_file():
        raise SourceRefused(f"{origin.name} is neither a file nor a folder.")
    if origin.suffix.lower() == ".zip":
        if origin.stat().st_size > limits.zip_bytes:
            most = limits.zip_bytes // MEGABYTE
            raise SourceRefused(f"{origin.name} is larger than {most} MB, the most a zip may have.")
        return read_zip(origin, limits)
    return _read_single(origin, _single_kind(origin), limits)


def is_bare(origin: Path, limits: Limits = LIMITS) -> bool:
    """Return whether a folder or zip has no seeds and no unreadable files.

    Raises as `open_source` does.
    """
    items = open_source(origin, limits)
    return all(isinstance(each, SourceFile) and each.kind == "placeholder" for each in items)


def _single_kind(origin: Path) -> Kind:
    kind = kind_of(PurePosixPath(origin.absolute().parent.name, origin.name), 1)
    if kind is None:
        raise SourceRefused(f"{_shown(origin.name)} is not a seed (.md), a folder or a zip.")
    return kind


def _read_single(origin: Path, kind: Kind, limits: Limits) -> Iterator[SourceItem]:
    """Yield one file; read it only when it is asked for, since there may be thousands."""
    if fault := path_fault(origin.name, limits):
        yield SeedError(_shown(origin.name), None, "", fault)
        return
    try:
        yield SourceFile(origin.name, _start_of(origin, limits), kind)
    except OSError as error:
        yield _unreadable(origin.name, error)


def _read_folder(origin: Path, limits: Limits) -> Iterator[SourceItem]:
    root = origin.resolve()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        inner = []
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield _unreadable(folder.relative_to(root).as_posix(), error)
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    inner.append(Path(entry.path))
            elif (item := _read_entry(entry, root, limits)) is not None:
                yield item
        waiting.extend(reversed(inner))


def _read_entry(entry: os.DirEntry[str], root: Path, limits: Limits) -> SourceItem | None:
    # Text, where a Path for each of thousands of files would take longer than reading them.
    path = entry.path.removeprefix(str(root)).lstrip("/")
    kind = kind_of(PurePosixPath(root.name, path), 1)
    if entry.is_symlink() and (kind or _leads_to_folder(entry)):
        return SeedError(_shown(path), None, "", "Symbolic links are not followed.")
    if kind is None or not entry.is_file(follow_symlinks=False):
        return None
    if fault := path_fault(path, limits):
        return SeedError(_shown(path), None, "", fault)
    try:
        data = _start_of(entry.path, limits)
    except OSError as error:
        return _unreadable(path, error)
    return None if data and kind == "placeholder" else SourceFile(path, data, kind)


def _leads_to_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # the link leads to itself
        return False


def _start_of(path: Path | str, limits: Limits) -> bytes:
    # One byte more than is allowed: the reader refuses it, and 5 MB are not read for that.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise OSError("not a regular file")
        return _read(descriptor, about.st_size, limits.seed_bytes + 1)
    finally:
        os.close(descriptor)


def _read(descriptor: int, size: int, most: int) -> bytes:
    # A file object for each of thousands of files would take longer than reading them. What the
    # size says may be wrong by now.
    data = os.read(descriptor, min(size + 1, most))
    while (left := min(most - len(data), _PIECE)) and (more := os.read(descriptor, left)):
        data += more
    return data


def _unreadable(path: str, error: OSError) -> SeedError:
    reason = error.strerror or str(error)
    return SeedError(_shown(path), None, "", f"The file cannot be read: {reason}.")


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()
