"""The search index and plain Python find the same articles."""

import re
from unicodedata import normalize

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search.backends import matching
from tests.factories import article, provider
from tests.properties.worlds import fresh_desk

pytestmark = pytest.mark.django_db

WORDS = (
    "Fähre",
    "fahre",
    "FÄHREN",
    "ferry",
    "Ferries",
    "école",
    "E\u0301COLE",
    "Ωρα",
    "ώρες",
    "Мост",
    "мосты",
    "2031",
    "12b",
    "1e5",
    "0x1f",
    "-12",
    "3.5",
    "a",
    "A",
    "b",
    "x-ray",
    "ray",
    "o'clock",
    "don\u2019t",
    "smørrebrød",
    "R&D",
    "foo_bar",
    "www.tide.example",
    "the",
    "10\u00a0%",
    "…",
    "(",
    "*",
    "ŻÓŁW",
    "naïve",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
ODD = st.text("aAbBéÉñÑäß Øø'-_.,/%01*:&|!()<>", max_size=12)
PROVIDERS = (("ferry.example", "Ray & Sons"), ("low-tide.example", "The Fähre"))
ARTICLES = st.lists(
    st.tuples(TEXTS | ODD, TEXTS | ODD, st.sampled_from([None, 0, 1])), min_size=1, max_size=6
)


def typed(text):
    """Return the words of a text, without case."""
    return re.findall(r"[^\W_]+", normalize("NFC", text.lower()))


def cut(text):
    """Return the words of a text, without case and accents."""
    return ["".join(map(bare, word)) for word in typed(text)]


def bare(letter):
    """SQLite takes the accents off Latin letters, PostgreSQL off all."""
    base = normalize("NFD", letter)[0].replace("ς", "σ")  # noqa: RUF001 Greek
    return base if base.isascii() or connection.vendor == "postgresql" or letter == "ς" else letter


def begins(word, words):
    """Whether a word of a search stands for one of these; a single letter stands for itself."""
    return (
        word in words
        if len(word) == 1 and word.isascii()
        else any(each.startswith(word) for each in words)
    )


def reads(text, said):
    """Return whether each word of a search begins a word of the title, excerpt or provider, and
    none of these has what the search excludes."""
    title, excerpt, of = said
    provider_text = "" if of is None else " ".join(reversed(PROVIDERS[of]))
    texts = [cut(each) for each in (title, excerpt, provider_text)]
    have = [word for each in texts for word in each]
    chunks = text.split()
    wanted = [word for each in chunks if each[0] != "-" for word in cut(each)]
    excluded = [phrase for each in chunks if each[0] == "-" and (phrase := cut(each))]
    return (
        bool(wanted or excluded)
        and all(begins(word, have) for word in wanted)
        and not any(holds(phrase, each) for phrase in excluded for each in texts)
    )


@given(ARTICLES, TEXTS | ODD)
def test_search_index_equals_python_search(articles, text):
    with fresh_desk():
        providers = [provider(domain, name=name) for domain, name in PROVIDERS]
        made = [
            article(
                title=title,
                excerpt=excerpt,
                name=f"a-{n}",
                provider=None if of is None else providers[of],
            )
            for n, (title, excerpt, of) in enumerate(articles)
        ]
        expected = {each.pk for each, said in zip(made, articles, strict=True) if reads(text, said)}

        found = set(matching(Article.objects.all(), text).values_list("pk", flat=True))
    assert found == expected


@given(ARTICLES, st.data())
def test_search_quoted_phrase_finds_consecutive_words(articles, data):
    title, excerpt, _ = data.draw(st.sampled_from(articles))
    words = cut(title) or cut(excerpt) or ["none"]
    first = data.draw(st.integers(0, len(words) - 1))
    phrase = words[first : data.draw(st.integers(first + 1, len(words)))]
    with fresh_desk():
        for n, (title, excerpt, _) in enumerate(articles):
            article(title=title, excerpt=excerpt, name=f"a-{n}")
        matches = matching(Article.objects.all(), f'"{" ".join(phrase)}"')
        found = set(matches.values_list("title", "excerpt"))

    assert found == {
        (t, e) for t, e, _ in articles if holds(phrase, cut(t)) or holds(phrase, cut(e))
    }


def holds(phrase, words):
    return any(words[place : place + len(phrase)] == phrase for place in range(len(words)))
