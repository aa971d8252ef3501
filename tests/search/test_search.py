"""Words find articles, whatever becomes of their text, and nothing typed breaks the search."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.db.bulk import insert_rows, update_rows
from articles.models import Article, Provider, Source
from articles.search import backends as searching
from articles.search.backends import Search
from articles.search.query import terms_of
from articles.stories.hash_keys import title_time_hash
from tests.factories import NOON, article, provider, source

pytestmark = pytest.mark.django_db


def found(text):
    return sorted(Article.objects.filter(Search(text).condition()).values_list("title", flat=True))


@pytest.fixture
def shelf():
    tide = provider("low-tide.example", name="The Tide")
    article(title="Ferries to Växjö", excerpt="A heron's well-known trip, 2031.", provider=tide)
    article(title="Tidal power", excerpt="Power is tidal; the ferry waits.", web_url="")
    article(title="ΟΔΟΣ и Мост", excerpt="Über den Fluß", original_url="https://a.example/b")


@pytest.mark.parametrize("few", [0, 2_000])
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
def test_all_words_must_begin_a_word_of_text_or_provider(shelf, monkeypatch, text, titles, few):
    monkeypatch.setattr(searching, "FEW", few)

    assert found(text) == titles
    pks = [*Article.objects.values_list("pk", flat=True)]
    among = Article.objects.filter(pk__in=Search(text).among(pks))
    assert sorted(each.title for each in among) == titles


@pytest.mark.parametrize(
    "text",
    [
        "https://www.tide.example/2031/ferry/",
        "http://tide.example/2031/ferry#top",
        "www.tide.example/2031/ferry",
        "  HTTPS://tide.example/2031/ferry ",
    ],
)
def test_an_address_finds_what_lies_there(text):
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
def test_words_of_every_script_are_found_as_they_stand_in_a_title(title, text):
    article(title=title, excerpt="")

    assert found(text) == found(f'"{title}"') == [title]


def test_the_address_that_somebody_wrote_is_found_and_so_is_the_source_s():
    article(title="Ferry", web_url="https://tide.example/ferry?utm_source=gull")

    assert found("https://tide.example/ferry?ref=tern") == ["Ferry"]
    assert found("https://tide.example/ferry") == ["Ferry"]


def test_an_address_where_nothing_lies_is_found_in_a_text_and_in_a_provider_s_domain():
    article(title="See www.tide.example", web_url="")
    article(title="Gull", provider=provider("www.gull.example"), web_url="")

    assert found("www.tide.example") == ["See www.tide.example"]
    assert found("www.gull.example") == ["Gull"]


def test_all_that_lies_at_one_address_is_found_however_much_it_is(monkeypatch):
    monkeypatch.setattr(searching, "FEW", 2)
    made = [article(title=f"A{n}", web_url="https://tide.example/") for n in range(5)]
    search = Search("https://tide.example")

    assert Article.objects.filter(search.condition()).count() == len(made)
    assert search.among([each.pk for each in made]) == {each.pk for each in made}


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
def test_a_provider_is_named_by_its_words_whatever_parts_them(name, domain, text):
    article(title="Heron", web_url="", provider=provider(domain or "gull.example", name=name))

    assert found(text) == ["Heron"]
    assert found("4") == found("t") == found("oca") == []


def test_so_many_ways_to_name_providers_that_no_database_takes_them_all():
    words = [f"{a}{b}" for a in "klmnp" for b in "qr"]
    for n in range(1, 2 ** len(words)):
        name = " ".join(word for place, word in enumerate(words) if n >> place & 1)
        provider(f"{n}.example", name=name)
    article(title="Heron", web_url="", provider=Provider.objects.get(name=" ".join(words[:8])))

    assert found(" ".join(words[:8])) == ["Heron"]
    assert found(" ".join(words)) == []


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
@pytest.mark.parametrize("few", [0, 2_000])
def test_nothing_typed_breaks_a_search(monkeypatch, text, few):
    monkeypatch.setattr(searching, "FEW", few)
    article(title="A heron", excerpt="日本語 हिन्दी")

    search = Search(text)

    assert set(search.first) == set(
        Article.objects.filter(search.condition()).values_list("pk", flat=True)
    )
    assert len(terms_of(text)) <= 100


def row(number, title, **columns):
    return {
        "id": number,
        "source": source().pk,
        "name": f"a-{number}",
        "slug": f"a-{number}",
        "category": "",
        "title": title,
        "excerpt": "",
        "published_at": NOON.replace(tzinfo=None).isoformat(" "),
        "original_url": "",
        "web_url": "",
        "amp_url": "",
        "cdn_amp_url": "",
        "type": "",
        "featured_content": "",
        "body": "",
        "status": "draft",
        "held": False,
        "version": 1,
        "related_count": 0,
        "top_related_name": "",
        "title_time_hash": number,
        "created_at": "2031-05-04 12:00:00",
        "updated_at": "2031-05-04 12:00:00",
        **columns,
    }


def test_the_index_follows_rows_however_they_are_written():
    rows = [row(number, f"Heron {number}") for number in range(1, 400)]
    insert_rows(Article, list(rows[0]), (tuple(each.values()) for each in rows))
    assert len(Search("heron").first) == 399

    update_rows(Article, ("id", "title"), [(1, "Gull"), (2, "Gull")])
    Article.objects.filter(pk=3).update(excerpt="A gull")
    Article.objects.filter(pk=4).update(status="rejected")
    Article.objects.filter(pk__gt=6).delete()

    assert sorted(Search("gull").first) == [1, 2, 3]
    assert sorted(Search("heron").first) == [3, 4, 5, 6]


def test_the_index_follows_what_is_saved_and_what_is_taken_back():
    kept = article(title="Heron")
    kept.title = "Gull"
    kept.save()
    with transaction.atomic():
        Article.objects.bulk_create(
            Article(
                source=Source.objects.get(),
                name=name,
                slug=name,
                title=name,
                published_at=NOON,
                title_time_hash=title_time_hash(name, ""),
            )
            for name in ("tern", "heron")
        )
        Article.objects.all().update(title="Egret")
        transaction.set_rollback(True)

    assert (found("gull"), found("heron"), found("tern"), found("egret")) == (["Gull"], [], [], [])


@pytest.mark.django_db(transaction=True)
def test_the_index_of_an_emptied_desk_is_empty_and_is_used_again():
    article(title="Heron", pk=7)

    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    assert Search("heron").first == []

    article(title="Gull", pk=7)
    assert (Search("heron").first, Search("gull").first) == ([], [7])


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="FTS5 can be asked whether it is whole")
def test_the_index_says_of_itself_that_it_agrees_with_the_articles():
    article(title="Heron", excerpt="Ünï\0code \U0001f99a")
    Article.objects.update(title="Gull")

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_words (articles_words, rank) VALUES ('integrity-check', 1)"
        )
        cursor.execute("SELECT COUNT(*) FROM articles_words_docsize")
        assert cursor.fetchone() == (1,)
