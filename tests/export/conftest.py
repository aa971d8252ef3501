"""A site to import and a folder to export to."""

import pytest

from tests.builders import write_seeds
from tests.export.trees import HERON, PLAIN


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", {HERON: PLAIN})


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"
