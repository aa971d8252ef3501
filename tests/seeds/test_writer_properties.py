"""What must hold for any change of any file: it reads back, and the rest is untouched."""

import re
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.seeds.cleaning import is_image_address, is_web_address, without_controls
from articles.seeds.reader import read_article
from articles.seeds.writer import compose_article, write_article

from .samples import GENERATIONS, SAMPLES

KEYS = {
    "published_at": ("publishedDateTime",),
    "original_url": ("originalUrl",),
    "web_url": ("webUrl", "sourceUrl"),
    "amp_url": ("ampWebUrl", "ampUrl"),
    "cdn_amp_url": ("cdnAmpWebUrl", "cdnAmpUrl"),
    "featured_content": ("featuredContent",),
}
AWKWARD = [
    *(
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        '"',
        "\\",
        "{",
        "[",
        "&a",
        "*a",
        "!a",
        "%",
        "@",
        "`",
        "|",
        ">",
    ),
    *(
        "&amp;",
        "&#39;",
        "&copy",
        "AT&T",
        "---",
        "true",
        "null",
        "~",
        "1",
        "1e3",
        "0x1",
        "2031-01-01",
    ),
    *(
        " a ",
        "a\n\nb",
        "a\r\nb\n",
        "\ta",
        "\n",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\u200b",
        "😀",
        "é",
        "<<",
    ),
]


def texts(longest: int, smallest: int = 0) -> st.SearchStrategy[str]:
    pieces = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8))
    joined = st.lists(pieces, max_size=6).map("".join)
    fits = joined.map(without_controls).map(lambda text: text[:longest])
    return fits.filter(lambda text: bool(text.strip())) if smallest else fits


addresses = st.from_regex(r"https?://[a-z]{1,5}\.example/[!-~é]{0,20}", fullmatch=True).filter(
    is_web_address
)
pictures = st.one_of(addresses, st.from_regex(r"[a-z/.]{1,9}\.png", fullmatch=True)).filter(
    is_image_address
)
domains = st.sampled_from(["a.example", "b-c.example", "münchen.example", "localhost"])
optional_addresses = st.one_of(st.just(""), addresses)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001 - the same
).map(lambda moment: moment.isoformat() + "Z")
numbers = st.one_of(st.none(), st.integers(0, 1_000_000))
images = st.lists(
    st.fixed_dictionaries(
        {
            "url": pictures,
            "width": numbers,
            "height": numbers,
            "title": texts(300),
            "is_cached": st.sampled_from([None, True, False]),
        }
    ),
    max_size=3,
)
related = st.lists(
    st.fixed_dictionaries(
        {
            "title": texts(300, 1),
            "excerpt": texts(300),
            "published_at": st.one_of(st.none(), moments),
            "web_url": optional_addresses,
            "amp_url": optional_addresses,
            "cdn_amp_url": optional_addresses,
            "type": texts(50),
            "provider": st.one_of(st.just(""), domains),
            "quality": numbers,
            "images": images,
        }
    ),
    max_size=4,
)
fields: dict[str, st.SearchStrategy[Any]] = {
    "category": texts(100),
    "title": texts(300, 1),
    "excerpt": texts(300),
    "published_at": moments,
    "original_url": optional_addresses,
    "web_url": optional_addresses,
    "amp_url": optional_addresses,
    "cdn_amp_url": optional_addresses,
    "type": texts(50),
    "quality": numbers,
    "heat": st.one_of(st.none(), st.integers(-1_000_000, 1_000_000)),
    "featured_content": texts(300),
    "provider": st.one_of(st.just(""), domains),
    "topics": st.lists(texts(200, 1), max_size=4, unique=True),
    "images": images,
    "related": related,
    "body": texts(300).map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")),
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
@settings(max_examples=150)
def test_what_is_written_reads_back(
    data: bytes, wanted: dict[str, Any], by: dict[str, str]
) -> None:
    assert read(write_article(data, wanted, by)) == read(data) | wanted


@given(files(), changes, names)
@settings(max_examples=100)
def test_lines_of_other_keys_stay(data: bytes, wanted: dict[str, Any], by: dict[str, str]) -> None:
    before = read(data)
    changed = {field for field, value in wanted.items() if before[field] != value}
    touched = {key for field in changed for key in KEYS.get(field, (field,))}
    old, new = entries(front_of(data)), entries(front_of(write_article(data, wanted, by)))

    stay = [key for key in old if key not in touched]
    assert [key for key in new if key not in touched] == stay
    assert [new[key] for key in stay] == [old[key] for key in stay]


@given(files(), changes)
def test_comments_between_keys_and_line_ends_stay(data: bytes, wanted: dict[str, Any]) -> None:
    written = write_article(data, wanted, {})

    assert written.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in written) == (b"\r\n" in data)
    assert written.count(b"\n# a: comment") == data.count(b"\n# a: comment")
    assert written.count(b"\n# x") == data.count(b"\n# x")


@given(files(), names)
def test_nothing_asked_is_nothing_changed(data: bytes, by: dict[str, str]) -> None:
    assert write_article(data, {}, by) == data
    assert write_article(data, read(data), by) == data


@given(st.sampled_from([*GENERATIONS.values()]), changes)
def test_there_and_back_again_has_the_first_values(data: bytes, wanted: dict[str, Any]) -> None:
    before = read(data)
    back = {field: before[field] for field in wanted}

    assert read(write_article(write_article(data, wanted, {}), back, {})) == before


@given(st.fixed_dictionaries(fields), st.booleans(), names)
@settings(max_examples=100)
def test_a_new_file_reads_back(values: dict[str, Any], live: bool, by: dict[str, str]) -> None:
    written = compose_article(values, published=live, provider_names=by)

    assert read(written) == values | {"published": live}
    assert write_article(written, values, by) == written
