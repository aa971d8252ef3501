"""Tests do not import from test modules: shared code lives in modules without `test_`."""

import re
from pathlib import Path

FROM_TEST_MODULE = re.compile(r"^\s*(from|import) +[\w.]*\btest_\w+", re.MULTILINE)


def test_tests_import_nothing_from_test_modules():
    files = Path(__file__).parent.rglob("*.py")

    assert [str(path) for path in files if FROM_TEST_MODULE.search(path.read_text())] == []
