"""As many seeds are counted as are then read."""

import zipfile

import pytest

from articles.seeds.count import count_seeds
from articles.seeds.sources import open_source
from tests.factories import write_seeds

FILES = {
    "_news/a.md": "x",
    "_news/deep/b.md": "x",
    "_data/topics/t.yaml": "x",
    "_data/other/t.yaml": "x",
    "_data/organizations/o.md": "x",
    "_drafts/.keep": "",
    ".git/c.md": "x",
    "_news/.hidden.md": "x",
    "picture.png": "x",
}


@pytest.mark.parametrize("name", ["site", "topics", ".site"])
def test_count_seeds_folder(tmp_path, name):
    folder = write_seeds(tmp_path / name, FILES)

    assert count_seeds(folder) == len([*open_source(folder)])


def test_count_seeds_zip(tmp_path):
    path = tmp_path / "seeds.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("_empty")
        for name, text in FILES.items():
            archive.writestr(name, text)

    assert count_seeds(path) == len([*open_source(path)]) == 5


def test_count_seeds_file(tmp_path):
    assert count_seeds(write_seeds(tmp_path, FILES) / "_news/a.md") == 1
