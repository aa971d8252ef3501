"""What a reader makes of good files, and what it says of bad ones."""

from datetime import UTC, datetime

import pytest

from articles.seeds.errors import SeedError, SeedRefused, SeedWarning
from articles.seeds.fields import ARTICLE
from articles.seeds.limits import Limits
from articles.seeds.reader import read_article, read_organisation, read_topic

from .hostile_case import GOOD_FILE, seed
from .samples import FIRST, GENERATIONS, HANDMADE, SECOND, THIRD

VALUE_FIELDS = [
    "category", "title", "excerpt", "published_at", "original_url", "web_url", "amp_url",
    "cdn_amp_url", "type", "quality", "heat", "featured_content", "provider", "topics", "images",
    "related", "body",
]  # fmt: skip
TEXTS = [field for field in ARTICLE if field.kind == "text"]


def refusal(data: bytes, limits: Limits | None = None) -> tuple[SeedError, ...]:
    """Return the errors of a file that is refused."""
    with pytest.raises(SeedRefused) as caught:
        read_article("a/b.md", data, limits or Limits())
    return caught.value.errors


@pytest.mark.parametrize("field", TEXTS, ids=lambda field: field.value)
def test_read_article_text_longer_than_its_limit_is_refused(field) -> None:
    longest = getattr(Limits(), field.value)

    (error,) = refusal(seed(**{field.keys[1]: "x" * (longest + 1)}))

    assert error.field == field.keys[1]
    assert f"at most {longest:,} are allowed" in error.message


def test_read_article_first_generation_has_same_fields() -> None:
    assert read_article("", FIRST).values() == {
        "category": "news",
        "title": "Harbour robots learn to moor ferries",
        "excerpt": (
            'In Vellmar machines tie the ropes. "They never tire," says one \u2013 who does ...'
        ),
        "published_at": "2031-01-08T04:42:00Z",
        "original_url": "",
        "web_url": "https://tidewater.example/robots-moor-ferries?ref=a&page=2",
        "amp_url": "https://tidewater.example/amp/robots-moor-ferries",
        "cdn_amp_url": (
            "https://tidewater-example.cdn.example/c/s/tidewater.example/amp/robots-moor-ferries"
        ),
        "type": "article",
        "quality": 24,
        "heat": 24,
        "featured_content": "",
        "provider": "tidewater.example",
        "topics": ["Robots", "Harbour Life"],
        "images": [
            {
                "url": "https://tidewater.example/ropes.jpg",
                "width": 450,
                "height": 308,
                "title": "Harbour robots learn to moor ferries",
                "is_cached": None,
            }
        ],
        "related": [
            {
                "title": "Ferries of Vellmar run late again",
                "excerpt": "Fog, mostly.",
                "published_at": "2031-01-07T17:11:00Z",
                "web_url": "https://foghorn.example/late-again",
                "amp_url": "",
                "cdn_amp_url": "",
                "type": "article",
                "provider": "foghorn.example",
                "quality": 19,
                "images": [
                    {
                        "url": "https://foghorn.example/fog.jpg",
                        "width": 400,
                        "height": 216,
                        "title": "",
                        "is_cached": None,
                    }
                ],
            },
            {
                "title": "What a bollard costs",
                "excerpt": "",
                "published_at": "2031-01-06T09:00:00Z",
                "web_url": "https://bollards.example/price",
                "amp_url": "https://bollards.example/amp/price",
                "cdn_amp_url": "https://bollards-example.cdn.example/price",
                "type": "article",
                "provider": "bollards.example",
                "quality": 7,
                "images": [],
            },
        ],
        "body": "",
    }


@pytest.mark.parametrize(("number", "data"), [*enumerate(GENERATIONS.values(), start=1)])
def test_read_article_each_generation_has_no_warning(number: int, data: bytes) -> None:
    record = read_article("", data)

    assert record.generation == number
    assert record.warnings == ()
    assert list(record.values()) == VALUE_FIELDS


def test_read_article_second_generation_reads_its_keys() -> None:
    record = read_article("", SECOND)

    assert record.web_url == "https://icehouse.example/stories/glacier-choir"
    assert record.amp_url == "https://icehouse.example/amp/glacier-choir"
    assert record.cdn_amp_url == "https://icehouse-example.cdn.example/glacier-choir"
    assert record.heat == -1
    assert record.published is False
    assert record.related[0].title == 'Choir: the "deep" song'


def test_read_article_third_generation_may_have_web_url() -> None:
    record = read_article("", THIRD)

    assert record.original_url == "https://moving.example/watch?v=orrery"
    assert record.web_url == ""
    assert record.excerpt.endswith("With notes:\n\r • springs")
    assert record.featured_content.startswith("<iframe src=")
    assert record.images[0].is_cached is True
    assert record.provider is not None
    assert record.provider.images[0].width == 50


def test_read_article_written_by_hand_is_read() -> None:
    record = read_article("", HANDMADE)

    assert record.title == "It's raining cogs"
    assert record.published is None
    assert record.published_at == datetime(2031, 4, 1, 8, tzinfo=UTC)
    assert record.excerpt == "First line.\n\nThird line.\n"
    assert record.topics == ["Weather", "Cogs & Wheels", "Umbrellas"]
    assert record.provider is not None
    assert record.provider.domain == "umbrella.example"
    assert record.related[0].published_at is None
    assert record.related[1].images[0].url == "pictures/two.png"
    assert record.body == "A body with *words*.\n\n---\n\nAnd a rule."


def test_read_article_secured_is_in_no_field() -> None:
    record = read_article("", FIRST)

    assert "Zm9n" not in repr(record)
    assert "Zm9n" not in repr(record.values())


def test_read_article_without_quality_is_none() -> None:
    data = b"---\ntitle: Fog\npublishedDateTime: 2031-01-01\n---\n"
    record = read_article("", data)

    assert (record.quality, record.heat, record.published) == (None, None, None)
    assert record.generation == 3


def test_read_article_errors_are_ordered_by_line() -> None:
    data = seed(title="7", quality="true", topics="none", provider="\n  name: Gull")

    assert [(error.line, error.field) for error in refusal(data)] == [
        (3, "title"),
        (9, "quality"),
        (12, "provider.domain"),
        (14, "topics"),
    ]


def test_read_article_error_names_file() -> None:
    assert [str(error) for error in refusal(seed(quality="true"))] == [
        "a/b.md:9: quality: must be a whole number, without quotes."
    ]


def test_read_article_uses_given_limits() -> None:
    limits = Limits(title=10, topics=0, quality=(0, 80), seed_bytes=1024)

    assert [error.field for error in refusal(GOOD_FILE, limits)] == ["title", "quality", "topics"]


def test_read_article_uses_given_nesting_limit() -> None:
    errors = refusal(SECOND, Limits(nesting=4))

    assert errors[0].message == "The front matter is nested more than 4 levels deep."


def test_read_article_removed_address_has_warning() -> None:
    record = read_article("", seed(webUrl='"javascript:alert(1)"'))

    assert record.warnings == (
        SeedWarning("webUrl", "“javascript:alert(1)” is not a web address and was left out."),
    )


def test_read_article_error_keeps_position_after_removed_image() -> None:
    images = "[{url: 'data:x'}, {url: a.png, width: wide}]"

    assert [error.field for error in refusal(seed(images=images))] == ["images[1].width"]


def test_read_article_lists_at_most_a_hundred_errors() -> None:
    images = "{images: [" + "{width: a, height: b}," * 20 + "]},"

    assert len(refusal(seed(related=f"[{images * 10}]"))) == 100


ORGANISATION = b"""---
taxonomy: organization
_id: gull.example
name: The Gull &amp; Co
description: News from above.
otherNames:
  - Gull
domain: Gull.example
images:
  - url: /assets/gull-50x50.jpg
    width: 50
    height: 50
---
"""


def test_read_organisation_returns_record() -> None:
    record = read_organisation("gull.example.md", ORGANISATION)

    assert record.domain == "gull.example"
    assert record.name == "The Gull & Co"
    assert record.description == "News from above."
    assert record.other_names == ["Gull"]
    assert record.images[0].url == "/assets/gull-50x50.jpg"


def test_read_organisation_without_domain_is_refused() -> None:
    with pytest.raises(SeedRefused, match=r"gull\.md:2: domain: is missing"):
        read_organisation("gull.md", b"---\nname: Gull\n---\n")


TOPIC = b"""taxonomy: topic
_id: fog-horns
name: Fog Horns
shortname: Horns
parent: Weather
keywords:
  - horn
  - horn
services:
  news: https://weather.example/api/news/fog-horns/
  odd: javascript:alert(1)"""


def test_read_topic_yaml_without_fences_is_read() -> None:
    record = read_topic("fog.yaml", TOPIC)

    assert (record.topic_id, record.name) == ("fog-horns", "Fog Horns")
    assert (record.short_name, record.parent) == ("Horns", "Weather")
    assert record.keywords == ["horn"]
    assert record.services == {"news": "https://weather.example/api/news/fog-horns/"}


def test_read_topic_root_has_no_parent() -> None:
    assert read_topic("a.yaml", b"_id: a\nname: A\n").parent == ""


def test_read_topic_error_line_counts_from_first_line() -> None:
    with pytest.raises(SeedRefused, match=r"a\.yaml:2: name: must be text"):
        read_topic("a.yaml", b"_id: a\nname: 5\n")
    with pytest.raises(SeedRefused, match=r"a\.yaml:2: The front matter is not valid YAML"):
        read_topic("a.yaml", b"_id: a\nname: b: c\n")
