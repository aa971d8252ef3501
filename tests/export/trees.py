"""A seed with habits of its own, and what lies in a folder."""

from pathlib import Path
from typing import Any

from articles.export.files import export_seeds

HERON = "_news/heron.md"
PLAIN = """---
category: news
title: "Machine"   # a comment that stays
publishedDateTime: 2031-05-04T08:00:00Z

originalUrl:   'https://tidewire.example/heron'
quality: 50
published: false
unknown: {kept: [1, 2]}

topics:
- Harbours
secured: "c2VjcmV0;c2VjcmV0"
---

"""


def tree(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def exported_heron(out: Path, **options: Any) -> bytes:
    export_seeds(out, **options)
    return (out / HERON).read_bytes()
