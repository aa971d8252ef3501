"""The corpus that measures stand on is made of seeds like the real ones."""

from collections import Counter
from pathlib import Path

import pytest

from articles.seeds.naming import seed_name
from articles.seeds.reader import read_article
from articles.seeds.records import SeedArticle
from benchmarks.make_corpus import make_corpus

FILES = 300


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    make_corpus(folder, FILES, seed=7)
    return folder


@pytest.fixture(scope="module")
def seeds(corpus) -> dict[str, SeedArticle]:
    return {path.stem: read_article(path.name, path.read_bytes()) for path in _files(corpus)}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def test_corpus_files_are_valid_seeds(seeds):
    assert len(seeds) == FILES
    assert not [name for name, seed in seeds.items() if seed.warnings]
    assert all(name == seed_name(seed.published_at, seed.title) for name, seed in seeds.items())


def test_corpus_has_all_generations(seeds):
    assert set(Counter(seed.generation for seed in seeds.values())) == {1, 2, 3}


def test_corpus_has_about_nine_related_items_per_file(seeds):
    related = [link for seed in seeds.values() for link in seed.related]
    assert 5 <= len(related) / FILES <= 13
    keys = {(seed.title, seed.published_at) for seed in seeds.values()}
    known = sum((link.title, link.published_at) in keys for link in related)
    assert 0.85 <= known / len(related) < 1


def test_corpus_has_unscored_and_outranked_items(seeds):
    assert any(seed.quality is None and seed.published is None for seed in seeds.values())
    outranked = [seed for seed in seeds.values() if seed.heat == -1]
    assert outranked
    assert not any(seed.published for seed in outranked)


def test_corpus_is_deterministic(corpus, tmp_path):
    make_corpus(tmp_path, FILES, seed=7)
    again = {path.name: path.read_bytes() for path in _files(tmp_path)}
    assert again == {path.name: path.read_bytes() for path in _files(corpus)}
