"""yaml-rs, which reads seeds, and PyYAML, which most machines write with, agree on our samples."""

from pathlib import Path

import pytest
import yaml_rs

from articles.seeds.front_matter_split import decode, split
from articles.seeds.limits import LIMITS

from . import pyyaml
from .samples import SAMPLES

SITE = Path(__file__).parents[2] / "samples" / "site"


def fronts() -> dict[str, str]:
    files = SAMPLES | {path.name: path.read_bytes() for path in sorted(SITE.rglob("*.md"))}
    return {name: split(decode(data, LIMITS)).front for name, data in files.items()}


def test_compared_files_include_demo_samples() -> None:
    assert len(fronts()) >= len(SAMPLES) + 60


@pytest.mark.parametrize("name", fronts())
def test_yaml_rs_and_pyyaml_read_the_same(name: str) -> None:
    front = fronts()[name]
    new, old = yaml_rs.loads(front, parse_datetime=False), pyyaml.load(front)

    assert new == old
    assert list(new) == list(old)
