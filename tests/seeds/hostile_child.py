"""Reads every hostile file and zip in a process of its own, and says what became of each.

Run as `python -m tests.seeds.hostile_child FOLDER`: prints a JSON object of name -> outcome.
A file that ends the process, or takes all memory, takes only its own process with it.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from articles.seeds.errors import SeedError, SeedRefused
from articles.seeds.reader import read_article
from articles.seeds.sources import SourceRefused, open_source

from .hostile import HOSTILE_FILES, hostile_zips


def read_one(path: str, data: bytes) -> dict[str, Any]:
    """Return what a reader makes of a file."""
    try:
        record = read_article(path, data)
    except SeedRefused as refusal:
        errors = [[error.field, error.line, error.message] for error in refusal.errors]
        return {"verdict": "refused", "errors": errors}
    warned = sorted({warning.field for warning in record.warnings})
    return {"verdict": "taken", "values": record.values(), "warned": warned}


def read_zip(path: Path) -> dict[str, Any]:
    """Return what a zip gives: every item's path, with "good" or its errors."""
    items: list[tuple[str, str]] = []
    try:
        for item in open_source(path):
            if isinstance(item, SeedError):
                items.append((item.file, item.message))
            elif item.kind == "placeholder":
                items.append((item.path, "good"))
            else:
                errors = read_one(item.path, item.data).get("errors")
                items.append(
                    (item.path, " ".join(each[2] for each in errors) if errors else "good")
                )
    except SourceRefused as refusal:
        return {"verdict": "refused", "errors": [["", None, str(refusal)]]}
    return {"verdict": "taken", "items": items}


def measured(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do work in a process of its own; return its result, status, CPU seconds and memory in MB."""
    with tempfile.TemporaryFile() as result:
        child = os.fork()
        if child == 0:
            result.write(json.dumps(work()).encode())
            result.flush()
            os._exit(0)
        _, status, usage = os.wait4(child, 0)
        result.seek(0)
        text = result.read()
    outcome: dict[str, Any] = json.loads(text) if text else {}
    seconds = usage.ru_utime + usage.ru_stime
    return outcome | {"status": status, "seconds": seconds, "megabytes": usage.ru_maxrss / 1024}


def main(folder: Path) -> None:
    """Measure everything and print it."""
    read_one("warm.md", HOSTILE_FILES[0].data)
    outcomes = {case.name: measured(partial(read_one, "x.md", case.data)) for case in HOSTILE_FILES}
    for case in hostile_zips():
        path = case.write(folder)
        outcomes[f"zip: {case.name}"] = measured(partial(read_zip, path))
    print(json.dumps(outcomes))  # noqa: T201 - this is what the parent reads


if __name__ == "__main__":
    main(Path(sys.argv[1]))
