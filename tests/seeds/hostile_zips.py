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


HOSTILE_ZIPS: list[HostileZip] = [
    HostileZip("no zip", lambda: b"not a zip at all", "refused", "not a zip"),
    HostileZip("empty file", lambda: b"", "refused", "empty"),
    HostileZip("cut off", lambda: _named("a.md")[:-30], "refused", "not a zip"),
    HostileZip("51 MB", lambda: zip_of() + bytes(51 * 1024 * 1024), "refused", "larger than 50 MB"),
    HostileZip("60,000 members", lambda: _many(60_000), "refused", "more than 50000 members"),
    HostileZip("overlapping members", lambda: _many(100), "refused", "overlap"),
    HostileZip(
        "bomb by its own word", lambda: _lie(600 * 1024 * 1024, b"x"), "refused", "more than 500 MB"
    ),
    HostileZip("no members", lambda: b"PK\x05\x06" + bytes(18), "taken"),
    HostileZip(
        "bomb of spaces",
        lambda: zip_of(("bomb.md", b" " * 20_000_000)),
        "taken",
        items={"good.md": GOOD, "bomb.md": "zip bomb"},
    ),
    HostileZip(
        "large member of noise",
        lambda: zip_of(("noise.md", random.Random(3).randbytes(3_000_000))),
        "taken",
        items={"good.md": GOOD, "noise.md": "larger than 256 kB"},
    ),
    HostileZip(
        "says less than it holds",
        lambda: _lie(100, GOOD_FILE * 10),
        "taken",
        items={"good.md": GOOD, "liar.md": "cannot be unpacked"},
    ),
    HostileZip(
        "says more than it holds",
        lambda: _lie(9_000, GOOD_FILE),
        "taken",
        items={"good.md": GOOD, "liar.md": GOOD},  # it is whole: its checksum holds
    ),
    HostileZip(
        "damaged member",
        _damaged,
        "taken",
        items={"good.md": GOOD, "noise.md": "cannot be unpacked"},
    ),
    HostileZip(
        "encrypted member", _encrypted, "taken", items={"good.md": GOOD, "secret.md": "encrypted"}
    ),
    HostileZip(
        "another packing",
        lambda: zip_of(("a.md", GOOD_FILE), packed=zipfile.ZIP_LZMA),
        "taken",
        items={"good.md": "packed in a way", "a.md": "packed in a way"},
    ),
    HostileZip(
        "symbolic link", _symlink, "taken", items={"good.md": GOOD, "link.md": "Symbolic links"}
    ),
    HostileZip("the same name twice", _twice, "taken", items={"good.md": GOOD, "same.md": "twice"}),
    HostileZip(
        "names that lead out",
        lambda: _named("../evil.md", "a/../../evil.md", "/etc/evil.md", "C:/evil.md"),
        "taken",
        items={
            "good.md": GOOD,
            "../evil.md": "leads out",
            "a/../../evil.md": "leads out",
            "/etc/evil.md": "leads out",
            "C:/evil.md": "leads out",
        },
    ),
    HostileZip(
        "backslashes",
        lambda: _raw_name(b"..\\evil.md"),
        "taken",
        items={"good.md": GOOD, "..\\evil.md": "backslash"},
    ),
    HostileZip(
        "control characters in a name",
        lambda: _named("a\x1b[2Jb.md", "a\u202eb.md"),
        "taken",
        items={"good.md": GOOD, "a\x1b[2Jb.md": "characters", "a\u202eb.md": "characters"},
    ),
    HostileZip(
        "nul in a name",
        lambda: _raw_name(b"evil\0.md"),
        "taken",
        items={"good.md": GOOD, "evil\0.md": "characters"},
    ),
    HostileZip(
        "name too long",
        lambda: _named("n" * 3_000 + ".md"),
        "taken",
        items={"good.md": GOOD, "n" * 3_000 + ".md": "too long"},
    ),
    HostileZip(
        "utf-8 name that does not say so",
        lambda: _raw_name("gölf.md".encode()),
        "taken",
        items={"good.md": GOOD, "gölf.md": GOOD},
    ),
    HostileZip(
        "name that is not utf-8 but says so",
        _name_that_is_not_utf_8,
        "taken",
        items={"good.md": GOOD, "g\N{DIVISION SIGN}lf.md": "UTF-8"},
    ),
    HostileZip(
        "junk members",
        lambda: zip_of(
            ("__MACOSX/._good.md", b"\0\5\26\7"),
            (".git/config.md", b"x"),
            (".hidden.md", b"x"),
            ("nested.zip", zip_of()),
            ("picture.png", b"\x89PNG"),
            ("run.exe", b"MZ"),
            ("data.yaml", b"a: 1"),
            ("folder/", b""),
            ("README", b"x"),
        ),
        "taken",
        items={"good.md": GOOD},
    ),
    HostileZip(
        "zip within a zip, stored",
        lambda: zip_of(("inner.zip", _named("../evil.md")), packed=zipfile.ZIP_STORED),
        "taken",
        items={"good.md": GOOD},
    ),
    HostileZip(
        "placeholder with contents",
        lambda: zip_of((".keep", b"x"), ("a/.keep", b"")),
        "taken",
        items={"good.md": GOOD, "a/.keep": GOOD},
    ),
    HostileZip(
        "bad seeds beside a good one",
        lambda: zip_of(("bad.md", b"nothing"), ("deep.md", b"---\n" + b"- " * 100_000)),
        "taken",
        items={"good.md": GOOD, "bad.md": "no front matter", "deep.md": "zip bomb"},
    ),
    HostileZip(
        "100 members of 200 kB",
        lambda: _members(100, 100_000),
        "taken",
        items={"good.md": GOOD} | {f"m{number:05}.md": "characters" for number in range(100)},
    ),
]


def hostile_zips() -> list[HostileZip]:
    """Return all of them; each builds its bytes when it is written."""
    return HOSTILE_ZIPS
