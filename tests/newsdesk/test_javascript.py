"""The unit tests of the scripts, which run in Node without a browser."""

import shutil
import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parents[1].glob("js/*.test.mjs"))


@pytest.mark.skipif(not FILES, reason="tests/js has no *.test.mjs")
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_scripts_pass_their_unit_tests():
    command = ["node", "--test", *map(str, FILES)]

    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
