"""The sample seeds, read once for all the tests about them."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from articles.seeds.naming import seed_name
from articles.seeds.reader import read_article
from articles.seeds.records import SeedArticle, SeedRelated

SAMPLES = Path(__file__).parents[2] / "samples"
SITE = SAMPLES / "site"
THRESHOLD = 70


class Sample(NamedTuple):
    """A seed file of the sample site and what it says."""

    path: Path
    data: bytes
    seed: SeedArticle


@cache
def samples() -> tuple[Sample, ...]:
    """Return all seeds of the sample site, by path."""
    paths = sorted((SITE / "_posts").rglob("*.md"))
    return tuple(read(path) for path in paths)


def read(path: Path) -> Sample:
    """Return the sample in a file; raises SeedRefused."""
    data = path.read_bytes()
    return Sample(path, data, read_article(path.name, data))


def rank(quality: int, name: str) -> tuple[int, str]:
    """Return what orders coverage: the best quality first, then the file's name."""
    return -quality, name


def outranks(link: SeedRelated, sample: Sample) -> bool:
    """Does this related item come before the sample itself?"""
    if link.quality is None or sample.seed.quality is None or link.published_at is None:
        return False
    other = rank(link.quality, seed_name(link.published_at, link.title))
    return other < rank(sample.seed.quality, sample.path.stem)


def is_outranked(sample: Sample) -> bool:
    """Does any of its related items come before the sample?"""
    return any(outranks(link, sample) for link in sample.seed.related)
