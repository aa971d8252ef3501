"""What must hold for any change of any file: it reads back, and the rest is untouched."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from articles.seeds.reader import read_article
from articles.seeds.writer import compose_article, write_article

from .samples import GENERATIONS, SAMPLES
from .strategies import (
    domains,
    fields,
    texts,
)

KEYS = {
    "published_at": ("publishedDateTime",),
    "original_url": ("originalUrl",),
    "web_url": ("webUrl", "sourceUrl"),
    "amp_url": ("ampWebUrl", "ampUrl"),
    "cdn_amp_url": ("cdnAmpWebUrl", "cdnAmpUrl"),
    "featured_content": ("featuredContent",),
}


changes = st.fixed_dictionaries(
    {}, optional=fields | {"published": st.sampled_from([None, True, False])}
)
names = st.dictionaries(domains, texts(200, 1))
_ENTRY = re.compile(r"^(\w+)[ ]*:", re.MULTILINE)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw a file in the shape of the samples: its keys in another order, comments, line ends."""
    text = draw(st.sampled_from([*SAMPLES.values()])).decode()
    _, front, body = text.split("---\n", 2)
    if draw(st.booleans()):
        blocks = draw(st.permutations([*entries(front).values()]))
        between = st.sampled_from(["", "\n", "# a: comment\n", "\n# x\n\n"])
        front = "".join(draw(between) + block for block in blocks) + draw(between)
    text = f"---\n{front}---\n{body}"
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + text.replace("\n", end).encode()


def entries(front: str) -> dict[str, str]:
    """Return the lines of every top-level key, without blank lines and comments after them."""
    starts = [*_ENTRY.finditer(front)]
    ends = [match.start() for match in starts[1:]] + [len(front)]
    found = {}
    for match, end in zip(starts, ends, strict=True):
        lines = front[match.start() : end].splitlines(keepends=True)
        while lines[-1].strip() == "" or lines[-1].startswith("#"):
            lines.pop()
        found[match[1]] = "".join(lines)
    return found


def front_of(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n").split("\n---\n", 1)[0][4:] + "\n"


def read(data: bytes) -> dict[str, Any]:
    record = read_article("", data)
    return record.values() | {"published": record.published}


@given(files(), changes, names)
def test_write_article_reads_back(data: bytes, wanted: dict[str, Any], by: dict[str, str]) -> None:
    assert read(write_article(data, wanted, by)) == read(data) | wanted


@given(files(), changes, names)
def test_write_article_keeps_other_lines(
    data: bytes, wanted: dict[str, Any], by: dict[str, str]
) -> None:
    before = read(data)
    changed = {field for field, value in wanted.items() if before[field] != value}
    touched = {key for field in changed for key in KEYS.get(field, (field,))}
    old, new = entries(front_of(data)), entries(front_of(write_article(data, wanted, by)))

    stay = [key for key in old if key not in touched]
    assert [key for key in new if key not in touched] == stay
    assert [new[key] for key in stay] == [old[key] for key in stay]


@given(files(), changes)
def test_write_article_keeps_comments_and_line_ends(data: bytes, wanted: dict[str, Any]) -> None:
    written = write_article(data, wanted, {})

    assert written.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in written) == (b"\r\n" in data)
    assert written.count(b"\n# a: comment") == data.count(b"\n# a: comment")
    assert written.count(b"\n# x") == data.count(b"\n# x")


@given(files(), names)
def test_write_article_without_changes_is_unchanged(data: bytes, by: dict[str, str]) -> None:
    assert write_article(data, {}, by) == data
    assert write_article(data, read(data), by) == data


@given(st.sampled_from([*GENERATIONS.values()]), changes)
def test_write_article_reverted_has_first_values(data: bytes, wanted: dict[str, Any]) -> None:
    before = read(data)
    back = {field: before[field] for field in wanted}

    assert read(write_article(write_article(data, wanted, {}), back, {})) == before


@given(st.fixed_dictionaries(fields), st.booleans(), names)
def test_compose_article_reads_back(values: dict[str, Any], live: bool, by: dict[str, str]) -> None:
    written = compose_article(values, published=live, provider_names=by)

    assert read(written) == values | {"published": live}
    assert write_article(written, values, by) == written
