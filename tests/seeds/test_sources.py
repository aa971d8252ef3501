"""Read and count the seeds of a file, a folder and a zip."""

import os
import zipfile
from pathlib import Path

import pytest

from articles.seeds.count import count_seeds
from articles.seeds.errors import SeedError
from articles.seeds.file_kinds import SourceFile
from articles.seeds.limits import LIMITS, Limits
from articles.seeds.sources import SourceNotFound, SourceRefused, open_source

FILES = {
    "_news/2031-01-02-b.md": "article",
    "_news/2031-01-01-a.md": "article",
    "_news/old/2030-01-01-c.md": "article",
    "_data/organizations/gull.example.md": "organisation",
    "_data/topics/fog.yaml": "topic",
    "_data/topics/horn.yml": "topic",
    "_news/.keep": "placeholder",
    "_empty/.gitkeep": "placeholder",
    "_data/menu.yaml": None,
    "README": None,
    "_news/.draft.md": None,
    ".git/notes.md": None,
    "__MACOSX/_news/a.md": None,
    "_news/a.md.bak": None,
    "pictures/a.png": None,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, kind in FILES.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if kind == "placeholder" else name.encode())
    return site


def kinds(origin: Path) -> dict[str, str]:
    items = list(open_source(origin))
    assert all(isinstance(item, SourceFile) for item in items), items
    return {item.path: item.kind for item in items if isinstance(item, SourceFile)}


def test_open_source_folder_yields_seeds_by_kind(folder: Path) -> None:
    assert kinds(folder) == {name: kind for name, kind in FILES.items() if kind}


def test_open_source_folder_is_ordered_by_name(folder: Path) -> None:
    assert [name for name in kinds(folder) if name.startswith("_news")] == [
        "_news/.keep",
        "_news/2031-01-01-a.md",
        "_news/2031-01-02-b.md",
        "_news/old/2030-01-01-c.md",
    ]


def zip_folder(folder: Path) -> Path:
    """Pack a folder into a zip next to it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return path


def test_open_source_zip_equals_folder(folder: Path) -> None:
    assert set(open_source(zip_folder(folder))) == set(open_source(folder))


@pytest.mark.parametrize(
    "place", [".", "_data/topics", ".git", "_news/2031-01-01-a.md", "../site.zip"]
)
def test_count_seeds_equals_number_of_yielded_seeds(folder: Path, place: str) -> None:
    zip_folder(folder)
    origin = folder / place

    assert count_seeds(origin) == len(kinds(origin))


def test_open_source_single_file_has_its_name(folder: Path) -> None:
    assert kinds(folder / "_news/2031-01-01-a.md") == {"2031-01-01-a.md": "article"}
    assert kinds(folder / "_data/topics/fog.yaml") == {"fog.yaml": "topic"}
    assert kinds(folder / "_data/organizations/gull.example.md") == {
        "gull.example.md": "organisation"
    }


def test_open_source_given_folder_name_decides_kind(folder: Path) -> None:
    assert set(kinds(folder / "_data/topics").values()) == {"topic"}
    assert set(kinds(folder / "_data/organizations").values()) == {"organisation"}


def test_open_source_given_hidden_folder_is_read(folder: Path) -> None:
    assert kinds(folder / ".git") == {"notes.md": "article"}


def test_open_source_missing_path_raises(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"There is no file or folder at .*nowhere"):
        open_source(tmp_path / "nowhere")


def test_open_source_other_file_is_refused(folder: Path) -> None:
    with pytest.raises(SourceRefused, match=r"a\.png is not a seed"):
        open_source(folder / "pictures/a.png")


def test_open_source_special_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    with pytest.raises(SourceRefused, match=r"pipe\.md is neither a file nor a folder"):
        open_source(tmp_path / "pipe.md")


def test_open_source_placeholder_with_contents_is_ignored(folder: Path) -> None:
    (folder / "_news/.keep").write_bytes(b"x")

    assert "_news/.keep" not in kinds(folder)


def test_open_source_large_file_is_read_up_to_limit(tmp_path: Path) -> None:
    (tmp_path / "large.md").write_bytes(b"x" * 5_000_000)
    (item,) = open_source(tmp_path)

    assert isinstance(item, SourceFile)
    assert len(item.data) == LIMITS.seed_bytes + 1


@pytest.mark.parametrize("size", [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 200_000])
def test_open_source_file_is_read_completely(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "a.md").write_bytes(data)
    (item,) = open_source(tmp_path)

    assert isinstance(item, SourceFile)
    assert item.data == data


def test_open_source_resized_file_is_read_completely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = os.urandom(150_000)
    (tmp_path / "a.md").write_bytes(data)
    looked = os.fstat

    for said in (0, 10, 10_000_000):
        monkeypatch.setattr(
            os,
            "fstat",
            lambda file, said=said: os.stat_result((*looked(file)[:6], said, *looked(file)[7:])),
        )
        (item,) = open_source(tmp_path)
        assert isinstance(item, SourceFile)
        assert item.data == data


def test_open_source_symlinks_are_reported(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    (folder / "_news/link.md").symlink_to(outside / "secret.md")
    (folder / "_news/inside.md").symlink_to(folder / "_news/2031-01-01-a.md")
    (folder / "_news/nothing.md").symlink_to(folder / "nowhere.md")
    (folder / "linked").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "picture.png").symlink_to(outside / "secret.md")

    errors = [item for item in open_source(folder) if isinstance(item, SeedError)]

    assert {error.file for error in errors} == {
        "_news/link.md",
        "_news/inside.md",
        "_news/nothing.md",
        "linked",
        "loop",
    }
    assert {error.message for error in errors} == {"Symbolic links are not followed."}


def test_open_source_pipe_is_skipped(folder: Path) -> None:
    os.mkfifo(folder / "_news/pipe.md")

    assert "_news/pipe.md" not in kinds(folder)


def test_open_source_file_deleted_meanwhile_is_reported(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_bytes(b"x")
    items = open_source(tmp_path)
    first = next(items)
    (tmp_path / "b.md").unlink()

    assert [first, *items] == [
        SourceFile("a.md", b"x", "article"),
        SeedError("b.md", None, "", "The file cannot be read: No such file or directory."),
        SourceFile("c.md", b"x", "article"),
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (b"a\xff.md", "characters that no name should have"),
        (b"a\x1b[2J.md", "characters that no name should have"),
        ("a\u202edm.md".encode(), "characters that no name should have"),
        (b"a\\b.md", "backslash"),
        (b"a" * 252 + b".md", "too long"),
    ],
)
def test_open_source_invalid_name_is_reported(name: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    (item,) = open_source(tmp_path)

    assert isinstance(item, SeedError)
    assert reason in item.message
    item.file.encode()  # it can be shown and stored


def test_open_source_large_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", b"a" * 100)
        archive.writestr("b.md", b"b" * 100)

    for limits, reason in [
        (Limits(zip_bytes=10), "larger than"),
        (Limits(zip_members=1), "more than 1 members"),
        (Limits(zip_unpacked_bytes=150), "unpacks to more than"),
    ]:
        with pytest.raises(SourceRefused, match=reason):
            open_source(path, limits)


def test_open_source_folder_with_a_link_to_itself_reads_the_other_files(folder: Path) -> None:
    (folder / "_news" / "loop").symlink_to("loop")

    items = list(open_source(folder))

    assert sum(isinstance(item, SourceFile) for item in items) == len(
        [kind for kind in FILES.values() if kind]
    )
