"""Small seeds and sources, made for a test. All that they tell is invented."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MINIMAL: dict[str, Any] = {
    "category": "news",
    "title": "A heron reads the tide tables",
    "publishedDateTime": "2026-11-03T08:00:00Z",
    "originalUrl": "https://tidewire.example/heron",
    "type": "article",
    "quality": 50,
    "published": False,
}


def seed(body: str = "", **keys: Any) -> bytes:
    """Return a seed of these keys, over `MINIMAL`; a key that is None is left out."""
    told = {name: value for name, value in (MINIMAL | keys).items() if value is not None}
    # JSON is YAML: an independent way of writing, which the project's own writer never takes.
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in told.items())
    return f"---\n{lines}---\n{body}".encode()


def write_source(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Make a folder hold exactly these files, by relative path, and return it."""
    for old in folder.rglob("*"):
        if old.is_file() or old.is_symlink():
            old.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
