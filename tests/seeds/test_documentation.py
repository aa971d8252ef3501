"""The examples of docs/seed-format.md are such as it says."""

import re
from pathlib import Path

import pytest

from articles.seeds.limits import LIMITS
from articles.seeds.naming import seed_name
from articles.seeds.reader import read_article, read_organisation, read_topic

PAGE = (Path(__file__).parents[2] / "docs/seed-format.md").read_text()
SEED, ORGANISATION, TOPIC = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_documented_seed_is_read_and_named() -> None:
    record = read_article("", SEED.encode())

    assert record.generation == 3
    assert record.warnings == ()
    assert f"`{seed_name(record.published_at, 'Clockwork gardens a film')}.md`" in PAGE


def test_documented_organisation_and_topic_are_read() -> None:
    assert read_organisation("", ORGANISATION.encode()).other_names == ["The Orrery"]
    assert read_topic("", TOPIC.encode()).parent == "Gardens"


DOCUMENTED = [
    "title", "excerpt", "text", "address", "category", "name", "topics", "related", "zip_members",
    "zip_ratio", "file_name", "path",
]  # fmt: skip


@pytest.mark.parametrize("limit", [LIMITS.quality[1], *(getattr(LIMITS, n) for n in DOCUMENTED)])
def test_documented_limits_equal_code(limit: int) -> None:
    assert f"{limit:,}" in PAGE
