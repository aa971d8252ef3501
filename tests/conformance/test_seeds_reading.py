"""Every real file is read, and as PyYAML, the slow and old reader, reads it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml_rs

from articles.seeds.file_kinds import SourceFile
from articles.seeds.reader import read_article, read_organisation, read_topic
from articles.seeds.sources import open_source
from tests.seeds import pyyaml

from .sites import AI, AI_EARLIER, POWERAPPS, SINGLE_SEED, needs_sites

pytestmark = [needs_sites, pytest.mark.conformance]

ORIGINS = [POWERAPPS, AI, AI_EARLIER, SINGLE_SEED]


def files(origin: Path, kind: str = "article") -> list[SourceFile]:
    """Return the files of a kind; nothing of a real site is refused."""
    items = list(open_source(origin))
    assert all(isinstance(item, SourceFile) for item in items)
    return [item for item in items if isinstance(item, SourceFile) and item.kind == kind]


@pytest.mark.parametrize(
    ("origin", "generation", "count"),
    [(POWERAPPS, 3, 625), (AI, 1, 642), (AI_EARLIER, 1, 519), (SINGLE_SEED, 2, 1)],
)
def test_read_site_seeds_have_generation_of_site(origin: Path, generation: int, count: int) -> None:
    records = [read_article(path, data) for path, data, _ in files(origin)]

    assert Counter(record.generation for record in records) == {generation: count}
    assert all(record.provider and record.topics and record.web_url != "x" for record in records)


def test_read_site_seeds_lose_no_value() -> None:
    records = [read_article(path, data) for o in ORIGINS for path, data, _ in files(o)]

    assert [record.warnings for record in records if record.warnings] == []
    assert sum("%20" in record.web_url for record in records) == 6


def test_read_reference_seed_has_eight_related_items() -> None:
    record = read_article("", SINGLE_SEED.read_bytes())

    assert (record.quality, record.heat, record.published) == (39, -1, False)
    assert [item.quality for item in record.related] == [89, 89, 87, 87, 85, 51, 39, 4]
    assert [bool(item.images) for item in record.related] == [True] * 7 + [False]
    assert all(item.provider and item.provider.domain for item in record.related)


def test_read_site_organisations_and_topics() -> None:
    organisations = [read_organisation(*item[:2]) for item in files(POWERAPPS, "organisation")]
    topics = [read_topic(*item[:2]) for item in files(POWERAPPS, "topic")]

    assert len({record.domain for record in organisations}) == 70
    assert sum(bool(record.description) for record in organisations) == 27
    assert sum(bool(record.other_names) for record in organisations) == 4
    assert [record.name for record in topics if not record.parent] == ["Power Apps"]
    assert sum(bool(record.parent and record.services.get("news")) for record in topics) == 4


def loaded(front: str) -> tuple[Any, Any]:
    return yaml_rs.loads(front, parse_datetime=False), pyyaml.load(front)


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: origin.name)
def test_read_site_seeds_yaml_rs_equals_pyyaml(origin: Path) -> None:
    for kind in ("article", "organisation"):
        for item in files(origin, kind):
            new, old = loaded(item.data.decode().split("\n---", 1)[0].removeprefix("---\n"))
            assert new == old, item.path
            assert list(new) == list(old), item.path
    for item in files(origin, "topic"):
        new, old = loaded(item.data.decode())
        assert new == old, item.path
