"""Read a zip of seeds as a stream, without extracting or trusting it."""

import io
import mmap
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from articles.seeds.errors import SeedError
from articles.seeds.file_kinds import SourceFile, kind_of, path_fault
from articles.seeds.limits import MEGABYTE, Limits

_ENTRY = b"PK\x01\x02"
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_BAD_NAME = 0x4000  # unused by zips; see `_mark_bad_names`
_FLAGS_AT, _NAME_SIZE_AT, _ENTRY_SIZE = 8, 28, 46  # in an entry of the central directory
_UNIX_MODE = 16  # the upper half of the external attributes


class SourceRefused(Exception):
    """A source that cannot be read; the message is shown to the user."""


def read_zip(origin: Path, limits: Limits) -> Iterator[SourceFile | SeedError]:
    """Return the seeds of a zip in the order of their names. Raises SourceRefused at once."""
    _refuse_too_many(origin, limits)
    try:
        archive = open_archive(origin)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
        raise SourceRefused(f"{origin.name} is not a zip that can be read: {error}.") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    try:
        _refuse_bomb(origin, members, limits)
    except SourceRefused:
        archive.close()
        raise
    return _read_members(archive, members, limits)


def open_archive(origin: Path) -> zipfile.ZipFile:
    """Open a zip, even if names in it are not UTF-8 although it says so."""
    try:
        return zipfile.ZipFile(origin)
    except UnicodeDecodeError:
        return zipfile.ZipFile(io.BytesIO(_mark_bad_names(origin.read_bytes())))


def _mark_bad_names(data: bytes) -> bytes:
    """Return a zip with the flag of names that are not UTF-8 replaced by `_BAD_NAME`.

    The zipfile module refuses a whole zip for one such name.
    """
    marked = bytearray(data)
    start = data.find(_ENTRY)
    while start >= 0 and len(data) >= start + _ENTRY_SIZE:
        (flags,) = struct.unpack_from("<H", data, start + _FLAGS_AT)
        (size,) = struct.unpack_from("<H", data, start + _NAME_SIZE_AT)
        name = data[start + _ENTRY_SIZE : start + _ENTRY_SIZE + size]
        if flags & _UTF_8 and not _is_utf_8(name):
            struct.pack_into("<H", marked, start + _FLAGS_AT, flags & ~_UTF_8 | _BAD_NAME)
        start = data.find(_ENTRY, start + len(_ENTRY))
    return bytes(marked)


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_too_many(origin: Path, limits: Limits) -> None:
    # Counted before zipfile makes an object of every entry, and not where the zip says how
    # many it has.
    with origin.open("rb") as file:
        if not file.read(1):
            raise SourceRefused(f"{origin.name} is empty.")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            count, position = 0, whole.find(_ENTRY)
            while position >= 0 and count <= limits.zip_members:
                count, position = count + 1, whole.find(_ENTRY, position + 4)
    if count > limits.zip_members:
        raise SourceRefused(f"{origin.name} has more than {limits.zip_members} members.")


def _refuse_bomb(origin: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(member.file_size for member in members) > limits.zip_unpacked_bytes:
        most = limits.zip_unpacked_bytes // MEGABYTE
        raise SourceRefused(f"{origin.name} unpacks to more than {most} MB.")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise SourceRefused(f"{origin.name} has members that overlap: it is a zip bomb.")
        end = member.header_offset + member.compress_size


def _read_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits
) -> Iterator[SourceFile | SeedError]:
    seen = set()
    with archive:
        for path, member in sorted(((_name(each), each) for each in members), key=lambda x: x[0]):
            kind = kind_of(PurePosixPath(path.replace("\\", "/")))
            if kind is None:
                continue
            fault = _fault(path, member, limits) or (path in seen and _TWICE) or None
            seen.add(path)
            if fault:
                yield SeedError(path, None, "", fault)
                continue
            item = _read(archive, path, member, limits)
            if isinstance(item, bytes) and not (kind == "placeholder" and item):
                yield SourceFile(path, item, kind)
            elif isinstance(item, SeedError):
                yield item


_TWICE = "The zip has this file twice; the first one was taken."


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; zips of other systems often hold UTF-8 without saying so."""
    name = member.orig_filename
    if member.flag_bits & _UTF_8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _fault(path: str, member: zipfile.ZipInfo, limits: Limits) -> str | None:
    return _name_fault(path) or path_fault(path, limits) or _member_fault(member, limits)


def _name_fault(path: str) -> str | None:
    # Names are never used to write files, but a name like this is an attack.
    leads_out = path.startswith("/") or ".." in PurePosixPath(path).parts or path[1:2] == ":"
    return "The name leads out of the zip." if leads_out else None


def _member_fault(member: zipfile.ZipInfo, limits: Limits) -> str | None:
    if stat.S_ISLNK(member.external_attr >> _UNIX_MODE):
        return "Symbolic links are not followed."
    if member.flag_bits & _BAD_NAME:
        return "The file's name is not UTF-8, though the zip says so."
    if member.flag_bits & _ENCRYPTED:
        return "The file is encrypted."
    if member.compress_type not in _READ:
        return "The file is packed in a way that is not read; use plain zip (deflate)."
    if member.file_size > limits.zip_ratio * max(member.compress_size, 1):
        return (
            f"The file unpacks to more than {limits.zip_ratio} times its size. "
            "It was not read, because it may be a zip bomb."
        )
    return None


def _read(
    archive: zipfile.ZipFile, path: str, member: zipfile.ZipInfo, limits: Limits
) -> bytes | SeedError:
    try:
        with archive.open(member) as file:
            return file.read(limits.seed_bytes + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        struct.error,
    ) as error:
        reason = str(error) or "it ends too early"
        return SeedError(path, None, "", f"The file cannot be unpacked: {reason}.")
