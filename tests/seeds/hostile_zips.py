"""Zips that mean harm, or look as if, each with the verdict that it and its members must get."""

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .hostile_case import GOOD_FILE

GOOD = "good"
_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_SIZE_IN_CENTRAL = 24  # where the size stands in an entry of the central directory
_FLAGS_IN_CENTRAL = 8


@dataclass(frozen=True)
class HostileZip:
    """A zip and its verdict.

    Refused: as a whole, with `reason`. Taken: its items are exactly these, each GOOD or part
    of the reason for which it is refused; what is not named is passed over.
    """

    name: str
    build: Callable[[], bytes] = field(repr=False)
    verdict: Literal["refused", "taken"]
    reason: str = ""
    items: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the zip into a folder and return its path."""
        path = folder / f"{self.name.replace(' ', '-')}.zip"
        path.write_bytes(self.build())
        return path


def zip_of(
    *members: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a zip with these members, the good seed `good.md` first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        archive.writestr("good.md", GOOD_FILE)
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def _named(*names: str) -> bytes:
    return zip_of(*((name, GOOD_FILE) for name in names))


def _raw_name(name: bytes) -> bytes:
    """Return a zip with a name that Python's writer would not write."""
    return zip_of(("x" * len(name), GOOD_FILE)).replace(b"x" * len(name), name)


def _name_that_is_not_utf_8() -> bytes:
    """Return a zip with a name that is flagged as UTF-8 and is not."""
    return _last_entry(_raw_name(b"g\xf6lf.md"), _FLAGS_IN_CENTRAL, struct.pack("<H", 0x800))


def _symlink() -> bytes:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zip_of((link, b"/etc/passwd"))


def _twice() -> bytes:
    return zip_of(("samf.md", GOOD_FILE), ("same.md", b"other")).replace(b"samf.md", b"same.md")


def _last_entry(data: bytes, offset: int, change: bytes) -> bytes:
    """Return a zip with the bytes at `offset` of its last central entry changed."""
    start = data.rindex(_CENTRAL) + offset
    return data[:start] + change + data[start + len(change) :]


def _lie(size: int, content: bytes) -> bytes:
    return _last_entry(zip_of(("liar.md", content)), _SIZE_IN_CENTRAL, struct.pack("<I", size))


def _encrypted() -> bytes:
    return _last_entry(_named("secret.md"), _FLAGS_IN_CENTRAL, struct.pack("<H", 1))


def _damaged() -> bytes:
    data = bytearray(zip_of(("noise.md", random.Random(1).randbytes(5_000))))
    data[data.rindex(_LOCAL) + 200] ^= 0xFF
    return bytes(data)


def _many(count: int) -> bytes:
    """Return a zip whose directory names one member `count` times, and says so nowhere."""
    data = zip_of()
    start, end = data.index(_CENTRAL), data.index(b"PK\x05\x06")
    entries = data[start:end] * count
    directory = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entries), start, 0)
    return data[:start] + entries + directory


def _members(count: int, size: int) -> bytes:
    text = GOOD_FILE + random.Random(2).randbytes(size).hex().encode()
    return zip_of(*((f"m{number:05}.md", text) for number in range(count)))


_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"not a zip at all", "not a zip"),
    "empty file": (lambda: b"", "empty"),
    "cut off": (lambda: _named("a.md")[:-30], "not a zip"),
    "51 MB": (lambda: zip_of() + bytes(51 * 1024 * 1024), "larger than 50 MB"),
    "60,000 members": (lambda: _many(60_000), "more than 50000 members"),
    "overlapping members": (lambda: _many(100), "overlap"),
    "bomb by its own word": (lambda: _lie(600 * 1024 * 1024, b"x"), "more than 500 MB"),
}
_LEADS_OUT = ["../evil.md", "a/../../evil.md", "/etc/evil.md", "C:/evil.md"]
_ODD_NAMES = ["a\x1b[2Jb.md", "a\u202eb.md"]
_JUNK = {
    "__MACOSX/._good.md": b"\0\5\26\7",
    ".git/config.md": b"x",
    ".hidden.md": b"x",
    "nested.zip": zip_of(),
    "picture.png": b"\x89PNG",
    "run.exe": b"MZ",
    "data.yaml": b"a: 1",
    "folder/": b"",
    "README": b"x",
}
_BAD_SEEDS = {"bad.md": b"nothing", "deep.md": b"---\n" + b"- " * 100_000}
_TAKEN: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
    "bomb of spaces": (
        lambda: zip_of(("bomb.md", b" " * 20_000_000)),
        {"bomb.md": "zip bomb"},
    ),
    "large member of noise": (
        lambda: zip_of(("noise.md", random.Random(3).randbytes(3_000_000))),
        {"noise.md": "larger than 256 kB"},
    ),
    "says less than it holds": (
        lambda: _lie(100, GOOD_FILE * 10),
        {"liar.md": "cannot be unpacked"},
    ),
    "says more than it holds": (  # it is whole: its checksum holds
        lambda: _lie(9_000, GOOD_FILE),
        {"liar.md": GOOD},
    ),
    "damaged member": (_damaged, {"noise.md": "cannot be unpacked"}),
    "encrypted member": (_encrypted, {"secret.md": "encrypted"}),
    "another packing": (
        lambda: zip_of(("a.md", GOOD_FILE), packed=zipfile.ZIP_LZMA),
        {"good.md": "packed in a way", "a.md": "packed in a way"},
    ),
    "symbolic link": (_symlink, {"link.md": "Symbolic links"}),
    "the same name twice": (_twice, {"same.md": "twice"}),
    "names that lead out": (
        lambda: _named(*_LEADS_OUT),
        dict.fromkeys(_LEADS_OUT, "leads out"),
    ),
    "backslashes": (lambda: _raw_name(b"..\\evil.md"), {"..\\evil.md": "backslash"}),
    "control characters in a name": (
        lambda: _named(*_ODD_NAMES),
        dict.fromkeys(_ODD_NAMES, "characters"),
    ),
    "nul in a name": (lambda: _raw_name(b"evil\0.md"), {"evil\0.md": "characters"}),
    "name too long": (lambda: _named("n" * 3_000 + ".md"), {"n" * 3_000 + ".md": "too long"}),
    "utf-8 name that does not say so": (
        lambda: _raw_name("gölf.md".encode()),
        {"gölf.md": GOOD},
    ),
    "name that is not utf-8 but says so": (
        _name_that_is_not_utf_8,
        {"g\N{DIVISION SIGN}lf.md": "UTF-8"},
    ),
    "junk members": (lambda: zip_of(*_JUNK.items()), {}),
    "zip within a zip, stored": (
        lambda: zip_of(("inner.zip", _named("../evil.md")), packed=zipfile.ZIP_STORED),
        {},
    ),
    "placeholder with contents": (
        lambda: zip_of((".keep", b"x"), ("a/.keep", b"")),
        {"a/.keep": GOOD},
    ),
    "bad seeds next to a good one": (
        lambda: zip_of(*_BAD_SEEDS.items()),
        {"bad.md": "no front matter", "deep.md": "zip bomb"},
    ),
    "100 members of 200 kB": (
        lambda: _members(100, 100_000),
        {f"m{number:05}.md": "characters" for number in range(100)},
    ),
}


def hostile_zips() -> list[HostileZip]:
    """Return all of them; each builds its bytes when it is written."""
    refused = [HostileZip(name, build, "refused", why) for name, (build, why) in _REFUSED.items()]
    empty = HostileZip("no members", lambda: b"PK\x05\x06" + bytes(18), "taken")
    taken = [
        HostileZip(name, build, "taken", items={"good.md": GOOD} | items)
        for name, (build, items) in _TAKEN.items()
    ]
    return [*refused, empty, *taken]
