"""Organisation and topic files: a changed field changes its own lines, and reads back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.seeds.reader import read_organisation, read_topic
from articles.seeds.writer import WriteMismatch, write_organisation, write_topic

from .diffs import changed_lines
from .strategies import AWKWARD, addresses, texts

ORGANISATION = b"""---
taxonomy: organization   # a comment
_id: orrery.example
name: Orrery
otherNames:
  - The Orrery
  - "Orrery: News"
description: >-
  Winders of
  gardens.
domain: orrery.example
images:
  - url: /orrery-50x50.jpg
    width: 50
---

Body.
"""
TOPIC = b"""taxonomy: topic
_id: '1'
name: Clockwork
shortname: Clocks
parent: Gardens
keywords:
- clockwork   # the first
- gears
hashtags:
  - "#Clocks"
services:
  learning: https://orrery.example/api/learning/
  news: 'https://orrery.example/api/news/'   # the news"""
BARE = {
    "organisation": b"---\ndomain: orrery.example\n---",
    "organisation, in flow": b"---\n{domain: orrery.example, otherNames: [a, b]}\n---\n",
    "topic": b"_id: a\nname: b",
    "topic, in flow": b"{_id: a, name: b, services: {news: 'https://a.example/'}, x: 1}\n",
    "topic, CRLF and BOM": b"\xef\xbb\xbf# x\r\n---\r\n_id: a\r\nname: b\r\nservices: {}\r\n",
}
FILES = {"a whole organisation": ORGANISATION, "a whole topic": TOPIC} | BARE

organisations: dict[str, st.SearchStrategy[Any]] = {
    "name": texts(200, 1),
    "description": texts(300),
    "other_names": st.lists(texts(200, 1), max_size=4, unique=True),
}
topics: dict[str, st.SearchStrategy[Any]] = {
    "short_name": texts(200),
    "parent": texts(200),
    "keywords": st.lists(texts(200, 1), max_size=4, unique=True),
    "services": st.dictionaries(
        texts(20, 1).filter(lambda key: key != "<<"), addresses, max_size=4
    ),
}


def tools_of(name: str) -> tuple[Any, Any, dict[str, st.SearchStrategy[Any]]]:
    if "organisation" in name:
        return read_organisation, write_organisation, organisations
    return read_topic, write_topic, topics


@pytest.mark.parametrize("name", FILES)
def test_write_metadata_unchanged_returns_same_bytes(name: str) -> None:
    read, write, _ = tools_of(name)
    data = FILES[name]

    assert write(data, {}) == data
    assert write(data, read("", data).model_dump()) == data


@given(st.data())
@pytest.mark.parametrize("name", FILES)
def test_write_metadata_changes_read_back(name: str, data: st.DataObject) -> None:
    read, write, fields = tools_of(name)
    chosen = data.draw(st.sets(st.sampled_from(sorted(fields)), min_size=1))
    changes = {field: data.draw(fields[field], label=field) for field in sorted(chosen)}
    before = read("", FILES[name]).model_dump()

    written = write(FILES[name], changes)

    assert read("", written).model_dump() == before | changes
    assert read("", write(written, before)).model_dump() == before


@pytest.mark.parametrize("awkward", [text for text in AWKWARD if text != "<<"])
def test_write_metadata_quotes_special_text(awkward: str) -> None:
    name = awkward if awkward.strip() else f"a{awkward}"
    said = {"short_name": awkward, "keywords": [name], "services": {name: "https://a.example/"}}

    for data in (TOPIC, BARE["topic"]):
        read = read_topic("", write_topic(data, said)).model_dump()
        assert {key: read[key] for key in said} == said


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"name": "Orrery & Son"}, ["-name: Orrery", "+name: Orrery & Son"]),
        ({"other_names": ["The Orrery"]}, ['-  - "Orrery: News"']),
        ({"other_names": []}, ["-otherNames:", "-  - The Orrery", '-  - "Orrery: News"']),
        (
            {"description": "Gears: all"},
            [
                "-description: >-",
                "-  Winders of",
                "-  gardens.",
                "+description: |-",
                "+  Gears: all",
            ],
        ),
    ],
)
def test_write_organisation_changes_only_its_lines(
    changes: dict[str, Any], lines: list[str]
) -> None:
    assert changed_lines(ORGANISATION, write_organisation(ORGANISATION, changes)) == lines


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"short_name": "C"}, ["-shortname: Clocks", "+shortname: C"]),
        ({"parent": ""}, ["-parent: Gardens"]),
        ({"keywords": ["clockwork", "springs"]}, ["-- gears", "+- springs"]),
        (
            {"services": {"news": "https://orrery.example/api/news/"}},
            ["-  learning: https://orrery.example/api/learning/"],
        ),
        (
            {
                "services": {
                    "learning": "https://orrery.example/api/learning/",
                    "map": "https://orrery.example/map",
                    "news": "https://orrery.example/n",
                }
            },
            [
                "-  news: 'https://orrery.example/api/news/'   # the news",
                "+  map: https://orrery.example/map",
                "+  news: 'https://orrery.example/n'   # the news",
            ],
        ),
    ],
)
def test_write_topic_changes_only_its_lines(changes: dict[str, Any], lines: list[str]) -> None:
    written = write_topic(TOPIC, changes)

    assert changed_lines(TOPIC, written) == lines
    assert not written.endswith(b"\n")


@pytest.mark.parametrize(
    ("services", "message"),
    [({"news": "javascript:alert(1)"}, "services"), ({"<<": "https://a.example/"}, "Merge keys")],
)
def test_write_topic_unreadable_value_raises_mismatch(
    services: dict[str, str], message: str
) -> None:
    with pytest.raises(WriteMismatch, match=message):
        write_topic(TOPIC, {"services": services})
