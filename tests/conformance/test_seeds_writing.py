"""Real files can be written: unchanged to the byte, changed in the lines that were asked for."""

import html
import re
from collections.abc import Iterator

import pytest

from articles.seeds.reader import read_article, read_organisation, read_topic
from articles.seeds.records import SeedArticle
from articles.seeds.writer import (
    compose_article,
    write_article,
    write_organisation,
    write_topic,
)
from tests.seeds.diffs import changed_lines

from .sites import AI, POWERAPPS, SINGLE_SEED, needs_sites

pytestmark = [needs_sites, pytest.mark.conformance]

TITLE = 'He said: "it\'s & not" # really'
SECURED = re.compile(r"\nsecured: .*\n")
PROVIDER_PICTURE = re.compile(r"(provider:\n  name: .*\n  domain: .*\n)  images:\n(?:    .*\n)+")


def seeds(every: int = 1) -> Iterator[tuple[bytes, SeedArticle]]:
    paths = sorted(path for site in (POWERAPPS / "_news", AI) for path in site.rglob("*.md"))
    for path in [*paths[::every], SINGLE_SEED]:
        data = path.read_bytes()
        yield data, read_article(path.name, data)


def test_write_site_seed_unchanged_is_same_bytes() -> None:
    for data, record in seeds():
        same = record.values() | {"published": record.published}
        assert write_article(data, same, {}) == data


def test_write_site_seed_published_changes_one_word() -> None:
    for data, record in seeds():
        written = write_article(data, {"published": not record.published}, {})
        words = (b"published: true", b"published: false")
        old, new = words if record.published else words[::-1]
        assert written == data.replace(b"\n" + old + b"\n", b"\n" + new + b"\n", 1)


def test_write_site_seed_title_changes_its_line() -> None:
    for data, _ in seeds(every=10):
        _old, new = changed_lines(data, write_article(data, {"title": TITLE}, {}))
        assert new == '+title: "He said: \\"it\'s & not\\" # really"'


def test_write_site_seed_added_topic_adds_line() -> None:
    for data, record in seeds(every=10):
        topics = [*record.topics, "Low: code"]
        written = write_article(data, {"topics": topics}, {})
        assert changed_lines(data, written) == ['+  - "Low: code"']


def test_write_site_seed_image_width_changes_its_line() -> None:
    for data, record in seeds(every=10):
        images = record.values()["images"]
        if images:
            images[0]["width"] = 12_345
            _old, new = changed_lines(data, write_article(data, {"images": images}, {}))
            assert new == "+    width: 12345"


def test_write_site_seed_related_changes_its_lines() -> None:
    for data, record in seeds(every=10):
        related = record.values()["related"]
        if related:
            related[-1] |= {"title": TITLE, "quality": 12_345}
            lines = changed_lines(data, write_article(data, {"related": related}, {}))
            assert sorted(line[0] for line in lines) == [*"++--"]


def test_compose_site_seed_equals_original() -> None:
    for path in sorted((POWERAPPS / "_news").glob("*.md")):
        data = path.read_bytes()
        record = read_article(path.name, data)
        assert record.provider is not None
        names = {record.provider.domain: record.provider.name}
        composed = compose_article(
            record.values(), published=bool(record.published), provider_names=names
        )

        # Not in an article's values: what is opaque, and the pictures of its provider.
        expected = PROVIDER_PICTURE.sub(r"\1", SECURED.sub("", data.decode()))
        # Characters that the machine wrote as entities are written as characters.
        assert html.unescape(composed.decode()) == html.unescape(expected), path.name


def enriching(folder: str, suffix: str) -> Iterator[bytes]:
    paths = sorted((POWERAPPS / "_data" / folder).rglob(f"*.{suffix}"))
    assert paths
    return (path.read_bytes() for path in paths)


def test_write_site_organisation_round_trips() -> None:
    for data in enriching("organizations", "md"):
        record = read_organisation("", data)
        written = write_organisation(data, {"name": TITLE})
        assert len(changed_lines(data, written)) == 2
        assert read_organisation("", written).name == TITLE
        plain = write_organisation(data, {"name": "Another"})
        assert write_organisation(plain, {"name": record.name}) == data
        assert write_organisation(data, record.model_dump()) == data


def test_write_site_topic_round_trips() -> None:
    for data in enriching("topics", "yaml"):
        record = read_topic("", data)
        services = {**record.services, "odd: one": "https://a.example/?a=b&c"}
        lines = changed_lines(data, write_topic(data, {"services": services}))
        assert 1 <= len(lines) <= 3
        assert write_topic(data, record.model_dump()) == data
