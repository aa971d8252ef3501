"""Every hostile file and zip gets its verdict, at once, in little memory, the process alive."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .hostile import HOSTILE_FILES, HostileFile, HostileZip, hostile_zips
from .hostile_case import GOOD_FILE
from .hostile_child import read_one

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 2
MOST_MEGABYTES = 300

Outcomes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of each, tried in a process of its own."""
    folder = tmp_path_factory.mktemp("zips")
    command = [sys.executable, "-m", "tests.seeds.hostile_child", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    result: Outcomes = json.loads(done.stdout)
    return result


def check_cost(outcome: dict[str, Any]) -> None:
    assert outcome["status"] == 0, "the process died"
    assert outcome["seconds"] < MOST_SECONDS
    assert outcome["megabytes"] < MOST_MEGABYTES


def test_hostile_cases_have_unique_names() -> None:
    names = [case.name for case in HOSTILE_FILES]
    names += [f"zip: {case.name}" for case in hostile_zips()]

    assert len(names) == len(set(names))
    assert len(names) >= 200


@pytest.mark.parametrize("case", HOSTILE_FILES, ids=lambda case: case.name)
def test_hostile_file_has_expected_result(case: HostileFile, outcomes: Outcomes) -> None:
    outcome = outcomes[case.name]

    check_cost(outcome)
    assert outcome["verdict"] == case.verdict
    if case.verdict == "refused":
        assert any(is_named(case, *error) for error in outcome["errors"]), outcome["errors"]
        for _field, _line, message in outcome["errors"]:
            assert len(message) < 400
            assert message.isprintable()
    else:
        assert {name: outcome["values"][name] for name in case.values} == case.values
        assert outcome["warned"] == sorted(case.warned)


def is_named(case: HostileFile, field: str, line: int | None, message: str) -> bool:
    """Return whether an error is the one that a file is to be refused for."""
    return (
        case.reason in message
        and case.field in {"", field}
        and (case.line is None or case.line == line)
    )


@pytest.mark.parametrize("case", hostile_zips(), ids=lambda case: case.name)
def test_hostile_zip_has_expected_result(case: HostileZip, outcomes: Outcomes) -> None:
    outcome = outcomes[f"zip: {case.name}"]

    check_cost(outcome)
    assert outcome["verdict"] == case.verdict
    if case.verdict == "refused":
        assert case.reason in outcome["errors"][0][2]
    else:
        items = dict(outcome["items"])
        assert items.keys() == case.items.keys()
        assert all(reason in items[path] for path, reason in case.items.items()), items


def test_hostile_files_do_not_change_how_others_are_read() -> None:
    good = read_one("good.md", GOOD_FILE)

    for case in HOSTILE_FILES:
        read_one("x.md", case.data)
        assert read_one("good.md", GOOD_FILE) == good
