"""Found words are marked, everything else is escaped. Without a database."""

import pytest

from articles.search.highlight import SNIPPET, mark_words, snippet


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The outer harbour", "harb", "The outer <mark>harbour</mark>"),
        ("The outer harbour", '"outer harbour"', "The <mark>outer harbour</mark>"),
        ("The outer harbour", '"outer harb"', "The outer harbour"),
        ("Harbour, outer", '"outer harbour"', "Harbour, outer"),
        ("Cafe\u0301 VÄXJÖ", "café vaxjo", "<mark>Cafe\u0301</mark> <mark>VÄXJÖ</mark>"),
        ("well-known", "well-known", "<mark>well</mark>-<mark>known</mark>"),
        ("हिन्दी में", "हिन्दी", "<mark>हिन्दी</mark> में"),
        ("tide tides", "tide -tides", "<mark>tide</mark> <mark>tides</mark>"),
        ("outer harbour", 'harbour "outer harbour"', "<mark>outer harbour</mark>"),
        ("<b>tide</b> & <mark>", "tide", "&lt;b&gt;<mark>tide</mark>&lt;/b&gt; &amp; &lt;mark&gt;"),
        ("tide", '<script>"', "tide"),
        ("tide", "", "tide"),
        ("", "tide", ""),
    ],
)
def test_mark_words(text, query, expected):
    assert mark_words(text, query) == expected


def test_snippet_is_of_the_excerpt_or_else_of_the_body():
    assert snippet("A tide.", "A gull.", "tide gull") == "A <mark>tide</mark>."
    assert snippet("A tide.", "A gull.", "gull") == "A <mark>gull</mark>."
    assert snippet("A tide.", "A gull.", "heron") == "A tide."
    assert snippet("", "A gull.", "heron") == "A gull."


def test_snippet_of_a_long_text_shows_its_first_found_word():
    filler = "word " * 200

    found = snippet(f"{filler}harbour {filler}", "", "harbour")

    assert found.startswith("… word")
    assert "<mark>harbour</mark>" in found
    assert found.endswith("…")
    assert len(found) <= SNIPPET + 20


@pytest.mark.parametrize("text", ["x" * 5_000, "x" * 400 + " tide " + "y" * 400])
def test_snippet_of_a_text_without_spaces_is_short(text):
    assert len(snippet(text, "", "tide")) <= SNIPPET + 20


def test_snippet_of_a_long_run_of_letters_has_its_beginning_marked():
    shown = snippet("ab " + "ก" * 400 + " tail", "", "กก")

    assert shown.startswith("ab <mark>กก")
    assert shown.endswith("</mark>…")
