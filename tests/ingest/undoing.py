"""A site of one article, changed and taken back."""

from pathlib import Path
from typing import Any

from articles.ingest.report import Report
from articles.ingest.undo import undo_import_run
from articles.models import ImportRun
from articles.workflow.actors import SYSTEM, Actor
from tests.factories import seed_text, write_seeds
from tests.ingest.desk import run_of

HERON = "_news/heron.md"
FULL: dict[str, Any] = {
    "title": "Machine",
    "images": [{"url": "https://tidewire.example/a.jpg"}],
    "related": [{"title": "Egrets", "provider": {"domain": "foghorn.example"}, "quality": 3}],
}
CHANGED: dict[str, Any] = {
    "title": "Changed",
    "excerpt": "Changed.",
    "publishedDateTime": "2031-05-05T09:00:00Z",
    "quality": 99,
    "topics": ["Fog", "Mist"],
    "provider": {"name": "Other", "domain": "other.example"},
    "images": [],
    "related": [{"title": "Ibis", "provider": {"domain": "ibis.example"}, "quality": 100}],
}


def heron_site(folder: Path) -> Path:
    return write_seeds(folder / "site", {HERON: seed_text(**FULL)})


def change(site: Path, **keys: Any) -> None:
    write_seeds(site, {HERON: seed_text(**FULL | keys)})


def undo(report: Report, by: Actor = SYSTEM) -> ImportRun:
    return undo_import_run(run_of(report), by=by)
