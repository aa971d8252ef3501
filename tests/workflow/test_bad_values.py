"""Invalid values of an edit are refused by name, and nothing is stored."""

from typing import Any

import pytest

from articles.models import Article, Event, Provider, RelatedLink, Topic
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible
from tests.factories import draft
from tests.workflow.values import COVERAGE, PICTURE

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,<script>",
    "file": "file:///etc/passwd",
    "ftp": "ftp://tidewire.example/heron",
    "user name": "https://tidewire.example@evil.example/",
    "password": "https://user:secret@tidewire.example/",
    "no host": "https://",
    "white space": "https://tidewire.example/a b",
    "line end": "https://tidewire.example/\nSet-Cookie: a",
    "relative": "/heron",
    "no scheme": "tidewire.example/heron",
    "too long": "https://tidewire.example/" + "a" * 2000,
    "a number": 5,
    "a list": ["https://tidewire.example/"],
    "nothing": None,
}
TEXTS = {
    "a number": 5,
    "a list": ["Fog"],
    "a mapping": {"text": "Fog"},
    "yes": True,
    "nothing": None,
    "bytes": b"Fog",
    "a zero character": "Fog\x00",
    "half a character": "Fog \ud83d",
    "a control character": "Fog\x1b[2J",
    "turned text": "Fog \u202egnp.exe",
}
NUMBERS = {
    "words": "seventy",
    "a number in quotes": "70",
    "a fraction": 70.5,
    "yes": True,
    "infinity": float("inf"),
    "not a number": float("nan"),
    "too large": 10_000_000_000,
    "far too large": 10**30,
    "a list": [70],
}
TIMES = {
    "nothing": None,
    "empty": "",
    "words": "yesterday",
    "a day": "2031-05-04",
    "without a zone": "2031-05-04T08:00:00",
    "another zone's form": "2031-05-04T10:00:00+02:00",
    "the 31st of February": "2031-02-31T08:00:00Z",
    "year 1": "0001-01-01T00:00:00Z",
    "year 9999": "9999-12-31T23:59:59Z",
    "a number": 5,
}
BAD = {
    **{
        ("title", name): value
        for name, value in ({"empty": "", "blanks": "  ", "too long": "a" * 301} | TEXTS).items()
    },
    **{("excerpt", name): value for name, value in TEXTS.items()},
    **{("body", name): value for name, value in TEXTS.items()},
    **{("featured_content", name): value for name, value in TEXTS.items()},
    ("excerpt", "too long"): "a" * 10_001,
    ("body", "too long"): "a" * 300_000,
    ("category", "too long"): "a" * 101,
    ("type", "too long"): "a" * 51,
    **{
        (field, name): value
        for field in ("web_url", "original_url", "amp_url", "cdn_amp_url")
        for name, value in ADDRESSES.items()
    },
    **{("quality", name): value for name, value in ({"negative": -1} | NUMBERS).items()},
    **{("heat", name): value for name, value in NUMBERS.items()},
    **{("published_at", name): value for name, value in TIMES.items()},
    **{
        ("provider", name): value
        for name, value in {
            "a sentence": "not a domain",
            "markup": "<script>",
            "capitals": "Tidewire.Example",
            "an address": "https://tidewire.example/",
            "too long": "a" * 60 + ".example" * 40,
            "a number": 5,
            "a list": ["tidewire.example"],
            "nothing": None,
        }.items()
    },
    **{
        ("topics", name): value
        for name, value in {
            "one text": "Harbours",
            "nothing": None,
            "a number": 5,
            "numbers": [5],
            "nothing in it": [None],
            "an empty name": ["Harbours", ""],
            "blanks": [" "],
            "the same twice": ["Harbours", "Harbours"],
            "a name too long": ["a" * 201],
            "too many": [f"Topic {number}" for number in range(51)],
            "a zero character": ["Fog\x00"],
            "a mapping": {"Harbours": 1},
        }.items()
    },
}
PICTURES: dict[str, Any] = {
    "one picture": PICTURE,
    "an address": "https://tidewire.example/heron.jpg",
    "addresses": ["https://tidewire.example/heron.jpg"],
    "nothing": None,
    "without an address": [{"url": ""}],
    "no keys": [{}],
    "only an address": [{"url": PICTURE["url"]}],
    "a key too many": [PICTURE | {"onload": "alert(1)"}],
    "javascript": [PICTURE | {"url": "javascript:alert(1)"}],
    "data": [PICTURE | {"url": "data:image/svg+xml,<svg/>"}],
    "address too long": [PICTURE | {"url": "https://tidewire.example/" + "a" * 2000}],
    "negative width": [PICTURE | {"width": -1}],
    "width in words": [PICTURE | {"width": "wide"}],
    "huge height": [PICTURE | {"height": 10**12}],
    "title too long": [PICTURE | {"title": "a" * 301}],
    "title of nothing": [PICTURE | {"title": None}],
    "cached perhaps": [PICTURE | {"is_cached": "perhaps"}],
    "too many": [PICTURE] * 21,
}
LINKS: dict[str, Any] = {
    "one link": COVERAGE,
    "words": "Herons",
    "nothing": None,
    "no keys": [{}],
    "without a title": [COVERAGE | {"title": ""}],
    "title too long": [COVERAGE | {"title": "a" * 301}],
    "javascript": [COVERAGE | {"web_url": "javascript:alert(1)"}],
    "javascript in amp": [COVERAGE | {"amp_url": "javascript:alert(1)"}],
    "negative quality": [COVERAGE | {"quality": -1}],
    "quality in words": [COVERAGE | {"quality": "high"}],
    "infinite quality": [COVERAGE | {"quality": float("inf")}],
    "time in words": [COVERAGE | {"published_at": "yesterday"}],
    "time without a zone": [COVERAGE | {"published_at": "2031-05-04T08:00:00"}],
    "provider in words": [COVERAGE | {"provider": "The Foghorn"}],
    "type too long": [COVERAGE | {"type": "a" * 51}],
    "bad picture": [COVERAGE | {"images": [{"url": "javascript:alert(1)"}]}],
    "pictures of nothing": [COVERAGE | {"images": None}],
    "a key too many": [COVERAGE | {"secured": "abc"}],
    "too many": [COVERAGE] * 201,
}
BAD |= {("images", name): value for name, value in PICTURES.items()}
BAD |= {("related", name): value for name, value in LINKS.items()}


def everything():
    nouns = (Event, Provider, RelatedLink, Topic)
    return [noun.objects.count() for noun in nouns]


@pytest.mark.parametrize(
    ("field", "value"),
    [pytest.param(field, value, id=f"{field}: {name}") for (field, name), value in BAD.items()],
)
def test_edit_with_an_invalid_value_names_the_field_and_stores_nothing(field, value):
    article = draft()
    before, rows = article_values(Article.objects.for_values().get()), everything()

    with pytest.raises(NotPossible) as refusal:
        edit(article, {field: value}, by=SYSTEM)

    assert field.split("_")[0] in str(refusal.value).lower()
    assert article_values(Article.objects.for_values().get()) == before
    assert Article.objects.get().version == 1
    assert everything() == rows


@pytest.mark.parametrize(
    "field", ["status", "held", "version", "slug", "published", "nonsense", ""]
)
def test_edit_of_an_unknown_field_is_refused(field):
    article = draft()

    with pytest.raises(NotPossible, match="no field"):
        edit(article, {field: "published"}, by=SYSTEM)
    assert Article.objects.get().status == "draft"


def test_edit_with_one_invalid_value_stores_none():
    article = draft(title="Fog")

    with pytest.raises(NotPossible):
        edit(article, {"title": "Mist", "quality": -1}, by=SYSTEM)
    assert Article.objects.get().title == "Fog"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a" * 300),
        ("excerpt", "a" * 10_000),
        ("excerpt", "Two\nlines\tand a tab"),
        ("web_url", ""),
        ("web_url", "https://tidewire.example/" + "a" * 1975),
        ("web_url", "http://[2001:db8::1]:8080/heron"),
        ("web_url", "https://zeitung.tätärä.example/ü?q=1"),
        ("quality", None),
        ("quality", 0),
        ("quality", 1_000_000),
        ("heat", -1_000_000),
        ("topics", ["a" * 200]),
        ("images", [PICTURE | {"url": "pictures/heron.png", "width": None, "is_cached": True}]),
        ("images", [PICTURE] * 20),
        ("related", [COVERAGE | {"published_at": None, "quality": None, "images": []}]),
        ("related", [COVERAGE] * 200),
        ("published_at", "1900-01-01T00:00:00Z"),
        ("published_at", "2199-12-31T23:59:59Z"),
    ],
)
def test_edit_accepts_values_at_the_limits(field, value):
    article = draft()

    edit(article, {field: value}, by=SYSTEM)

    assert article_values(Article.objects.for_values().get())[field] == value
