"""A site to import and a folder to export to."""

import pytest

from tests.export.trees import HERON, PLAIN
from tests.factories import write_seeds


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", {HERON: PLAIN})


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"
