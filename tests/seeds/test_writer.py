"""A changed field changes its own lines, and nothing else."""

from typing import Any

import pytest

from articles.seeds.errors import SeedRefused
from articles.seeds.reader import read_article
from articles.seeds.writer import WriteMismatch, compose_article, write_article

from .diffs import changed_lines
from .hostile_case import GOOD_FILE, seed
from .samples import FIRST, HANDMADE, SECOND, THIRD

NAMES = {"new.example": "The New", "plain.example": "Plain & Simple: News"}


def change(data: bytes, **changes: Any) -> list[str]:
    """Return the lines that a change takes out (-) and puts in (+); it reads back."""
    written = write_article(data, changes, NAMES)
    record = read_article("", written)
    read = record.values() | {"published": record.published}
    before = read_article("", data)
    assert read == before.values() | {"published": before.published} | changes
    return changed_lines(data, written)


def image(url: str, **more: Any) -> dict[str, Any]:
    return {"url": url, "width": None, "height": None, "title": "", "is_cached": None} | more


def related(title: str, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("excerpt", "web_url", "amp_url", "cdn_amp_url", "type", "provider"), "")
    nothing: dict[str, Any] = {"published_at": None, "quality": None, "images": []}
    return {"title": title} | empty | nothing | more


def test_write_article_published_changes_one_word() -> None:
    assert change(FIRST, published=True) == ["-published: false", "+published: true"]
    assert change(THIRD, published=False) == ["-published: true", "+published: false"]


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Plain", 'title: "Plain"'),
        ('He said: "no" # really', 'title: "He said: \\"no\\" # really"'),
        ("- dash & \\slash", 'title: "- dash & \\\\slash"'),
        ("AT&T &amp; &#8217;", 'title: "AT&amp;T &amp;amp; &amp;#8217;"'),
        ("Łódź 😀\u00a0™", 'title: "Łódź 😀\u00a0™"'),
        ("two\nlines\r\n\tand", 'title: "two\\nlines\\r\\n\\tand"'),
        ("a\u2028b\ufeffc", 'title: "a\\u2028b\\uFEFFc"'),
        ("true", 'title: "true"'),
        ("  spaces  ", 'title: "  spaces  "'),
    ],
)
def test_write_article_any_title_reads_back(title: str, line: str) -> None:
    assert change(SECOND, title=title) == [
        '-title: "Glacier choir wins the winter prize"',
        f"+{line}",
    ]


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("'Old'", "It's", "'It''s'"),
        ("'Old'", "two\nlines", '"two\\nlines"'),
        ("Old", "New one", "New one"),
        ("Old", "new: one", '"new: one"'),
        ("Old", "yes", '"yes"'),
        ("Old", "5", '"5"'),
        ("Old   # note", "New", "New   # note"),
        ('"Old\n  text"  # note', "New", '"New"  # note'),
        ("Old\n  text", "New", "New"),
        ("|\n  Old\n  text", "a\nb\n", "|\n  a\n  b"),
        ("|\n  Old\n  text", "a\n\nb", "|-\n  a\n\n  b"),
        ("|+\n  Old\n", "a\n\n", "|+\n  a\n"),
        (">-\n  Old\n  text", " led by a space", '" led by a space"'),
        ("", "New", "New"),
        ("~", "New", "New"),
    ],
)
def test_write_article_keeps_quoting_style(old: str, value: str, new: str) -> None:
    data = seed(excerpt=old)

    assert write_article(data, {"excerpt": value}, {}) == seed(excerpt=new)


def test_write_article_time_is_in_utc() -> None:
    assert change(HANDMADE, published_at="2031-04-02T00:00:00.500000Z") == [
        "-publishedDateTime: 2031-04-01 10:00:00 +02:00",
        "+publishedDateTime: 2031-04-02T00:00:00.500000Z",
    ]


def test_write_article_emptied_field_removes_key() -> None:
    assert change(FIRST, quality=None, excerpt="", amp_url="", published=None) == [
        f"-{FIRST.decode().splitlines()[3]}",
        "-ampUrl: https://tidewater.example/amp/robots-moor-ferries",
        "-quality: 24",
        "-published: false",
    ]


def test_write_article_emptied_list_removes_key_and_blank_line() -> None:
    assert change(FIRST, topics=[]) == ["-", "-topics:", "-  - Robots", "-  - Harbour Life"]
    bare = write_article(SECOND, {"topics": [], "images": [], "related": []}, {})
    assert b'icehouse.example\n\nsecured: "aWNl' in bare


def test_write_article_new_key_is_in_field_order() -> None:
    unscored = FIRST.replace(b"quality: 24\nheat: 24\npublished: false\n", b"", 1)

    assert write_article(unscored, {"quality": 24, "heat": 24, "published": False}, {}) == FIRST
    without = FIRST.replace(b"topics:\n  - Robots\n  - Harbour Life\n\n", b"")
    assert write_article(without, {"topics": ["Robots", "Harbour Life"]}, {}) == FIRST
    assert change(FIRST, featured_content="<b>x</b>") == ["+", '+featuredContent: "<b>x</b>"']


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (FIRST, ["ampUrl: https://a.example/amp", "cdnAmpUrl: https://c.example/amp"]),
        (SECOND, ['ampWebUrl: "https://a.example/amp"', 'cdnAmpWebUrl: "https://c.example/amp"']),
        (THIRD, ['ampWebUrl: "https://a.example/amp"', 'cdnAmpWebUrl: "https://c.example/amp"']),
    ],
)
def test_write_article_new_key_follows_generation(data: bytes, lines: list[str]) -> None:
    bare = write_article(data, {"amp_url": "", "cdn_amp_url": ""}, {})
    changes = {"amp_url": "https://a.example/amp", "cdn_amp_url": "https://c.example/amp"}

    assert change(bare, **changes) == [f"+{line}" for line in lines]


def test_write_article_topics_changes_only_their_lines() -> None:
    assert change(FIRST, topics=["Robots", "Ports"]) == ["-  - Harbour Life", "+  - Ports"]
    assert change(FIRST, topics=["Robots", "New", "Harbour Life"]) == ["+  - New"]
    assert change(FIRST, topics=["Harbour Life"]) == ["-  - Robots"]
    assert change(FIRST, topics=["Robots", "Harbour Life", "a: b"]) == ['+  - "a: b"']
    assert len(change(FIRST, topics=["Harbour Life", "Robots"])) == 2


def test_write_article_list_keeps_comments_and_quotes() -> None:
    assert change(HANDMADE, topics=["Weather", "Cogs", "Umbrellas", "Rain"]) == [
        '--   "Cogs & Wheels"',
        '+-   "Cogs"',
        "+- Rain",
    ]


def test_write_article_image_changes_only_its_line() -> None:
    first = read_article("", FIRST).values()["images"]

    assert change(FIRST, images=[first[0] | {"width": 451}]) == [
        "-    width: 450",
        "+    width: 451",
    ]
    assert change(FIRST, images=[first[0] | {"title": ""}]) == [
        '-    title: "Harbour robots learn to moor ferries"'
    ]
    assert change(FIRST, images=[*first, image("https://a.example/b.png", width=3)]) == [
        "+  - url: https://a.example/b.png",
        "+    width: 3",
    ]
    assert change(THIRD, images=[image("/b.png", is_cached=False, title="A: b")]) == [
        '-  - url: "https://moving.example/orrery.jpg"',
        "-    width: 1280",
        "-    height: 720",
        "-    isCached: true",
        '+  - url: "/b.png"',
        '+    title: "A: b"',
        "+    isCached: false",
    ]


def test_write_article_related_changes_only_its_lines() -> None:
    items = read_article("", FIRST).values()["related"]

    assert change(FIRST, related=[items[0] | {"quality": 20}, items[1]]) == [
        "-    quality: 19",
        "+    quality: 20",
    ]
    assert change(FIRST, related=[items[0], items[1] | {"excerpt": "Dear."}]) == [
        '+    excerpt: "Dear."'
    ]
    assert len(change(FIRST, related=[items[0]])) == 10
    new = related("New", provider="new.example", published_at="2031-01-01T00:00:00Z")
    assert change(FIRST, related=[items[0], new, items[1]]) == [
        '+  - title: "New"',
        "+    publishedDateTime: 2031-01-01T00:00:00Z",
        "+    provider:",
        "+      name: The New",
        "+      domain: new.example",
    ]


def test_write_article_related_keeps_unknown_keys() -> None:
    first, second = read_article("", HANDMADE).values()["related"]
    written = write_article(HANDMADE, {"related": [second, first]}, {}).decode()

    assert written.index("Cloud two") < written.index("note: kept") < written.index("Cloud one")


def test_write_article_keeps_unknown_keys_and_comments() -> None:
    assert change(HANDMADE, title="Dry", quality=3, heat=None) == [
        "-title: 'It''s raining cogs'   # working title",
        "+title: 'Dry'   # working title",
        "+quality: 3",
        "-heat: 4",
    ]


def test_write_article_new_provider_has_name_and_no_images() -> None:
    assert change(THIRD, provider="plain.example") == [
        "-  name: Orrery",
        "-  domain: orrery.example",
        "-  images:",
        '-    - url: "https://orrery.example/logo-50x50.png"',
        "-      width: 50",
        "-      height: 50",
        '+  name: "Plain & Simple: News"',
        "+  domain: plain.example",
    ]
    assert change(SECOND, provider="nameless.example") == [
        "-  name: Icehouse Review",
        "-  domain: icehouse.example",
        "+  domain: nameless.example",
    ]
    assert change(SECOND, provider="")[1] == "-provider:"
    assert change(HANDMADE, provider="new.example") == [
        "-provider: {name: Umbrella, domain: Umbrella.Example}",
        "+provider:",
        "+  name: The New",
        "+  domain: new.example",
    ]


def test_write_article_body_leaves_front_matter() -> None:
    body = "# New\n\n---\n\n    code"
    assert write_article(FIRST, {"body": body}, {}) == FIRST + f"{body}\n".encode()
    _, _, old = HANDMADE.partition(b"heat: 4\n---\n")
    assert write_article(HANDMADE, {"body": "Other"}, {}) == HANDMADE.replace(old, b"Other\n")
    assert change(GOOD_FILE.rstrip(), body="After") == ["+", "+After", "+"]
    assert read_article("", write_article(HANDMADE, {"body": ""}, {})).body == ""


def test_write_article_body_uses_line_ends_of_file() -> None:
    assert write_article(GOOD_FILE, {"body": "\r\na\r\nb\r\n"}, {}) == GOOD_FILE + b"a\nb\n"
    windows = GOOD_FILE.replace(b"\n", b"\r\n")
    assert write_article(windows, {"body": "a\nb"}, {}) == windows + b"a\r\nb\r\n"


def test_write_article_keeps_byte_order_mark_and_line_ends() -> None:
    windows = b"\xef\xbb\xbf" + SECOND.replace(b"\n", b"\r\n")
    changed = write_article(SECOND, {"title": "New", "topics": ["a", "b"]}, {})
    expected = b"\xef\xbb\xbf" + changed.replace(b"\n", b"\r\n")

    assert write_article(windows, {"title": "New", "topics": ["a", "b"]}, {}) == expected


def test_write_article_keeps_mixed_line_ends() -> None:
    mixed = GOOD_FILE.replace(b"\n", b"\r\n", 4)
    written = write_article(mixed, {"quality": 5, "excerpt": "New"}, {})

    assert written == mixed.replace(b"quality: 81", b"quality: 5").replace(
        b"Nobody saw it go.", b"New"
    )


def test_write_article_flow_mapping_becomes_block() -> None:
    data = b'---\n{"title": "Fog", "publishedDateTime": "2031-01-01", "x": [1,\n 2]}\n---\n'
    written = write_article(data, {"title": "Mist", "topics": ["Weather"]}, {})

    assert written == (
        b'---\n"title": "Mist"\n"publishedDateTime": "2031-01-01"\ntopics:\n  - Weather\n'
        b'"x": [1,\n   2]\n---\n'
    )


def test_write_article_flow_list_is_rewritten() -> None:
    assert change(seed(topics="[Lights, 'Fog']"), topics=["Lights", "Mist"]) == [
        "-topics: [Lights, 'Fog']",
        "+topics:",
        "+  - Lights",
        "+  - Mist",
    ]
    assert change(seed(topics="[]"), topics=["Fog"]) == ["-topics: []", "+topics:", "+  - Fog"]


def test_write_article_removed_address_can_be_replaced() -> None:
    data = seed(webUrl='"javascript:alert(1)"', images="[{url: 'data:x'}, {url: a.png}]")

    assert change(data, web_url="https://new.example/", images=[image("b.png")]) == [
        '-webUrl: "javascript:alert(1)"',
        '+webUrl: "https://new.example/"',
        "-images: [{url: 'data:x'}, {url: a.png}]",
        "+images:",
        '+  - url: "b.png"',
    ]


def test_write_article_both_generations_changes_later_key() -> None:
    data = seed("sourceUrl: https://old.example/")

    assert len(change(data, web_url="https://new.example/")) == 2
    assert len(change(data, web_url="")) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"---\n? title\n: Fog\npublishedDateTime: 2031-01-01\nprovider: {domain: a.example}\n---\n",
        b"---\ntitle: Fog\npublishedDateTime: 2031-01-01\nx: [>a, |b]\n---\n",  # not in YAML 1.1
        b"---\n: y\ntitle: Fog\npublishedDateTime: 2031-01-01\nnote: a\xe2\x80\xa8b\n---\n",
    ],
)
def test_write_article_unusual_yaml_is_rewritten(data: bytes) -> None:
    changes = {"title": "Mist: again", "topics": ["Weather"]}
    written = write_article(data, changes, {})

    assert read_article("", written).values() == read_article("", data).values() | changes


def test_write_article_invalid_value_raises_mismatch() -> None:
    with pytest.raises(WriteMismatch, match="larger than 256 kB"):
        write_article(GOOD_FILE, {"body": "x" * 300_000}, {})


def test_write_article_unreadable_value_raises_mismatch() -> None:
    with pytest.raises(WriteMismatch, match="title"):
        write_article(GOOD_FILE, {"title": ""}, {})
    with pytest.raises(WriteMismatch, match="web_url"):
        write_article(GOOD_FILE, {"web_url": "javascript:alert(1)"}, {})
    with pytest.raises(WriteMismatch, match="title"):
        write_article(
            b"---\n? title\n: Fog\npublishedDateTime: 2031-01-01\n---\n", {"title": ""}, {}
        )


def test_write_article_invalid_seed_is_refused() -> None:
    with pytest.raises(SeedRefused):
        write_article(b"x", {"title": "y"}, {})


def test_write_article_removes_control_characters() -> None:
    written = write_article(GOOD_FILE, {"title": "a\x07\u202eb"}, {})

    assert read_article("", written).title == "ab"
    assert read_article("", written).warnings == ()


def test_compose_article_has_third_generation_form() -> None:
    values = read_article("", THIRD).values() | {"provider": "new.example", "body": "A body."}
    images = b"""  images:
    - url: "https://orrery.example/logo-50x50.png"
      width: 50
      height: 50
"""
    expected = (
        THIRD.replace(images, b"")
        .replace(b"name: Orrery", b"name: The New")
        .replace(b"domain: orrery.example", b"domain: new.example")
        .replace(b'\nsecured: "b3JyZXJ5;Y2xvY2s="\n', b"")
        + b"A body.\n"
    )

    assert compose_article(values, published=True, provider_names=NAMES) == expected


def test_compose_article_title_and_time_is_enough() -> None:
    values = {"title": "Fog", "published_at": "2031-01-01T00:00:00Z"}

    assert compose_article(values, published=False, provider_names={}) == (
        b'---\ntitle: "Fog"\npublishedDateTime: 2031-01-01T00:00:00Z\npublished: false\n---\n\n'
    )
    with pytest.raises(WriteMismatch):
        compose_article({"title": "Fog"}, published=False, provider_names={})
