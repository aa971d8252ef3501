"""A search finds articles by words and addresses; no typed text breaks it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Article, Provider
from articles.search.backends import index_articles, index_provider, matching
from articles.search.query import parse_terms
from tests.factories import article, provider

pytestmark = pytest.mark.django_db
INDEX_TABLE = {"sqlite": "articles_search", "postgresql": "articles_articlesearch"}


def found(text):
    return sorted(matching(Article.objects.all(), text).values_list("title", flat=True))


@pytest.fixture
def shelf():
    tide = provider("low-tide.example", name="The Tide")
    article(title="Ferries to Växjö", excerpt="A heron's well-known trip, 2031.", provider=tide)
    article(title="Tidal power", excerpt="Power is tidal; the ferry waits.", web_url="")
    article(title="ΟΔΟΣ и Мост", excerpt="Über den Fluß", original_url="https://a.example/b")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("ferry", ["Tidal power"]),
        ("FERR", ["Ferries to Växjö", "Tidal power"]),
        ("ferr heron", ["Ferries to Växjö"]),
        ("erries", []),
        ("vaxjo", ["Ferries to Växjö"]),
        ("VÄXJÖ", ["Ferries to Växjö"]),
        ("va\u0308x", ["Ferries to Växjö"]),
        ("οδο", ["ΟΔΟΣ и Мост"]),
        ("\u041c\u041e\u0421\u0422 über", ["ΟΔΟΣ и Мост"]),
        ("известие", []),
        ("well-known", ["Ferries to Växjö"]),
        ("2031", ["Ferries to Växjö"]),
        ("heron s", ["Ferries to Växjö"]),
        ("a", ["Ferries to Växjö"]),
        ("f", []),
        ('"tidal power"', ["Tidal power"]),
        ('"power tidal"', []),
        ('"tidal pow"', []),
        ('"ferry waits', ["Tidal power"]),
        ("tide", ["Ferries to Växjö"]),
        ("tide heron", ["Ferries to Växjö"]),
        ("tide power", []),
        ("low-tide.example", ["Ferries to Växjö"]),
        ('"the tide"', ["Ferries to Växjö"]),
        ("tid", ["Ferries to Växjö", "Tidal power"]),
        ("%", []),
        ("- \" ' \\ * ( )", []),
        ("", []),
    ],
)
def test_each_word_must_begin_a_word_of_title_excerpt_or_provider(shelf, text, titles):
    assert found(text) == titles


@pytest.mark.parametrize(
    "text",
    [
        "https://www.tide.example/2031/ferry/",
        "http://tide.example/2031/ferry#top",
        "www.tide.example/2031/ferry",
        "  HTTPS://tide.example/2031/ferry ",
        "https://tide.example/2031/ferry?ref=tern",
    ],
)
def test_an_address_finds_the_article_at_it(text):
    article(title="Ferry", web_url="https://tide.example/2031/ferry")
    article(title="Other", web_url="https://tide.example/2031/ferry/2", excerpt="tide example")

    assert found(text) == ["Ferry"]
    assert found("https://tide.example/2031/ferr") == []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("H\u2082O rises", "h\u2082o"),
        ("10 m\u00b2 of land", "m\u00b2"),
        ("\u00bd price", "\u00bd"),
        (
            "\u0939\u093f\u0928\u094d\u0926\u0940 \u0938\u092e\u093e\u091a\u093e\u0930",
            "\u0938\u092e\u093e",
        ),
        ("\u0ba4\u0bae\u0bbf\u0bb4\u0bcd", "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd"),
        ("\u0e17\u0e35\u0e48", "\u0e17\u0e35\u0e48"),
        (
            "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
            "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
        ),
        ("\u30ac\u30a4\u30c9\u30d6\u30c3\u30af", "\u30ac\u30a4\u30c9"),
        ("\u300c\u65e5\u672c\u8a9e\u300d", "\u65e5\u672c"),
        ("\ud55c\uad6d\uc5b4 \ub274\uc2a4", "\ub274"),
        ("\u0130stanbul", "istanbul"),
        ("\uff21\uff22\uff23", "\uff21\uff22"),
        ("Heron\u2122 sails", '"heron sails"'),
        ("Hash 5e3x", "5e3x"),
        ("Donau\u00addampf", "donau dampf"),
    ],
)
def test_words_of_every_script_are_found(title, text):
    article(title=title, excerpt="")

    assert found(text) == found(f'"{title}"') == [title]


def test_an_unknown_address_is_searched_as_words():
    article(title="See www.tide.example", web_url="")
    article(title="Gull", provider=provider("www.gull.example"), web_url="")

    assert found("www.tide.example") == ["See www.tide.example"]
    assert found("www.gull.example") == ["Gull"]


@pytest.mark.parametrize(
    ("name", "domain", "text"),
    [
        ("Coca-Cola", "", "coca-cola"),
        ("Coca-Cola", "", "cola"),
        ("Gull", "low-tide.example", "low-tide.example"),
        ("L\u2019\u00c9quipe".lower(), "", "l'\u00e9quipe"),
        ("AT&T", "", "AT&T"),
        ("Channel 4", "", "channel 4"),
        ("(Tide)", "", "tide"),
        ("CNBC/TV18", "", '"cnbc tv18"'),
    ],
)
def test_words_of_a_provider_are_found_despite_punctuation(name, domain, text):
    article(title="Heron", web_url="", provider=provider(domain or "gull.example", name=name))

    assert found(text) == ["Heron"]
    assert found("oca") == []


@pytest.mark.parametrize(
    "text",
    [
        "a\0b",
        '"',
        '""',
        '"" heron',
        "AND",
        "heron AND",
        "NOT heron",
        "NEAR(a b, 3)",
        "title:x",
        "^heron",
        "heron*",
        "*",
        "-heron",
        "(((",
        ")",
        "{a b}: c",
        "'; DROP TABLE articles_article; --",
        "\\",
        "a\\'b",
        "<-> & | !",
        "heron:*",
        ":B",
        "\U0001f99a",
        "\ud83e",
        "\u0300",
        "²³",
        "हिन्दी",
        "日本語",
        "ﷺ",
        "a " * 5_000,
        "heron " * 2_000,
        "x" * 10_000,
        '"' * 10_000,
        "é" * 10_000,
        " ".join(map(str, range(2_000))),
    ],
)
def test_no_text_breaks_a_search(text):
    article(title="A heron", excerpt="日本語 हिन्दी")

    assert len(found(text)) <= 1
    assert len(parse_terms(text)) <= 100


def test_index_articles_follows_changed_text():
    kept, changed = article(title="Heron"), article(title="Tern")
    Article.objects.filter(pk=changed.pk).update(excerpt="A gull")
    index_articles([changed.pk])

    assert (found("gull"), found("heron"), found("tern")) == (["Tern"], [kept.title], ["Tern"])


def test_index_provider_follows_a_new_name():
    wire = provider("tidewire.example", name="Tidewire")
    article(title="Heron", provider=wire)
    article(title="Gull", provider=provider("gull.example", name="Gull"))
    Provider.objects.filter(pk=wire.pk).update(name="Ebb")
    index_provider(wire.pk)

    assert (found("ebb"), found("tidewire.example"), found("wire")) == (["Heron"], ["Heron"], [])


def test_a_deleted_article_leaves_the_index():
    article(title="Heron").delete()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {INDEX_TABLE[connection.vendor]}")
        assert cursor.fetchone() == (0,)


def test_a_rolled_back_index_is_as_before():
    kept = article(title="Heron")
    with transaction.atomic():
        Article.objects.update(title="Egret")
        index_articles([kept.pk])
        transaction.set_rollback(True)

    assert (found("heron"), found("egret")) == (["Heron"], [])


@pytest.mark.django_db(transaction=True)
def test_the_index_is_empty_after_flush():
    article(title="Heron", pk=7)

    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    assert found("heron") == []

    article(title="Gull", pk=7)
    assert (found("heron"), found("gull")) == ([], ["Gull"])
