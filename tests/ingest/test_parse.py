"""All that can be made of a file's bytes alone, without a database."""

import json

import pytest

from articles.ingest.classify import file_name
from articles.ingest.parse import LONGEST_TEXT, ParsedFile, RefusedFile, parse_file, storable
from articles.seeds.compression import unpack
from articles.seeds.limits import LIMITS
from articles.seeds.reader import read_article
from tests.factories import seed_text
from tests.ingest.enrichment_files import herons, organisation


def test_parse_article_returns_storable_values():
    date, address = "2021-05-04T08:00:00Z", "javascript:alert(1)"
    data = seed_text(published=True, webUrl=address, publishedDateTime=date).encode()

    found = parse_file("article", "heron.md", data, LIMITS)

    assert isinstance(found, ParsedFile)
    assert unpack(found.content) == data
    assert found.values == json.loads(found.base) == read_article("heron.md", data).values()
    assert found.published is True
    assert found.providers == {"tidewire.example": ("Tidewire", [])}
    assert [problem["field"] for problem in found.problems] == ["webUrl"]


def test_parse_article_dated_far_ahead_has_a_remark():
    data = seed_text(publishedDateTime="2099-01-01T00:00:00Z").encode()

    found = parse_file("article", "heron.md", data, LIMITS)

    assert "more than a day ahead" in found.problems[0]["message"]


def test_parse_article_prefers_provider_with_images():
    logo = {"domain": "tidewire.example", "name": "TW", "images": [{"url": "logo.png"}]}
    data = seed_text(related=[{"title": "A", "provider": logo}]).encode()

    found = parse_file("article", "heron.md", data, LIMITS)

    assert isinstance(found, ParsedFile)
    name, images = found.providers["tidewire.example"]
    assert (name, images[0]["url"]) == ("TW", "logo.png")


@pytest.mark.parametrize(("kind", "text"), [("organisation", organisation()), ("topic", herons())])
def test_parse_metadata_file_returns_record(kind, text):
    found = parse_file(kind, "a", text.encode(), LIMITS)

    assert isinstance(found, ParsedFile)
    assert found.record is not None
    assert found.values == {}


NO_SEEDS = [b"", b"\xff\xfe", b"\x00" * 99, b"---\n[", b"- a", b"a" * 300_000]


@pytest.mark.parametrize("kind", ["article", "organisation", "topic"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\x00" * 99, b"---\n[", b"- a", b"a" * 300_000]
)
def test_parse_invalid_file_is_refused_with_reason(kind, data):
    found = parse_file(kind, "a", data, LIMITS)

    assert isinstance(found, RefusedFile)
    assert found.problems[0]["message"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Größe \U0001f99a", "Größe \U0001f99a"),
        (
            "a\x00b\x1b[2J\n",
            "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}",
        ),
        ("half \ud83d", "half \\ud83d"),
        ("a" * 9_999, "a" * LONGEST_TEXT),
    ],
)
def test_storable_hostile_name_is_accepted_by_database(text, kept):
    assert storable(text) == kept


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("_news/heron.md", "heron"),
        ("heron.md", "heron"),
        ("a.b/c.d.md", "c.d"),
        ("a/.md", ".md"),
        ("a/heron", "heron"),
        ("日本/鷺.MD", "鷺"),
    ],
)
def test_file_name_is_path_without_folder_and_suffix(path, name):
    assert file_name(path) == name
