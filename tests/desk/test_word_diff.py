"""Diffs of texts by word and of lists by item."""

from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from articles.desk.word_diff import DiffSegment, collapse, item_diff, word_diff

TEXT = st.text(st.sampled_from("ab ,.\n\u00e9"), max_size=60)


def kinds(pieces):
    return [(piece.kind, piece.text) for piece in pieces]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        (
            "The heron waits.",
            "The gull waits.",
            [("same", "The "), ("removed", "heron"), ("added", "gull"), ("same", " waits.")],
        ),
        (
            "It was right.",
            "It was right twice.",
            [("same", "It was right"), ("added", " twice"), ("same", ".")],
        ),
        (
            "on a grey day",
            "on one wet day",
            [("same", "on "), ("removed", "a grey"), ("added", "one wet"), ("same", " day")],
        ),
    ],
)
def test_word_diff_merges_spaces_between_changes(before, after, pieces):
    assert kinds(word_diff(before, after)) == pieces


@given(TEXT, TEXT)
def test_word_diff_contains_both_texts(before, after):
    pieces = word_diff(before, after)

    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after
    assert all(one.kind != two.kind for one, two in pairwise(pieces))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 125_000, "b a " * 62_500),
        ("." * 250_000, "," * 250_000),
        ("x y\n" * 60_000, "y x\n" * 60_000),
    ],
    ids=["words", "one long word", "lines"],
)
def test_word_diff_of_hostile_texts_is_fast(before, after):
    pieces = word_diff(before, after)

    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert len(pieces) <= 4


def test_word_diff_finds_one_word_in_a_long_text():
    before = "word " * 50_000

    assert kinds(word_diff(before + "one", before + "two"))[1:] == [
        ("removed", "one"),
        ("added", "two"),
    ]


def test_collapse_keeps_the_context_of_changes():
    pieces = word_diff("a" * 500 + " x " + "b" * 500, "a" * 500 + " y " + "b" * 500)

    assert kinds(collapse(pieces, context=10)) == [
        ("skipped", "a" * 491),
        ("same", "a" * 9 + " "),
        ("removed", "x"),
        ("added", "y"),
        ("same", " " + "b" * 9),
        ("skipped", "b" * 491),
    ]


def test_diff_template_escapes_text():
    pieces = [DiffSegment("added", "<script>"), DiffSegment("removed", "\"'&")]

    page = render_to_string("components/diff.html", {"pieces": pieces})

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def told(before, after):
    return [(piece.kind, piece.text) for piece in item_diff(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ([], [], []),
        (["Fog"], ["Fog"], [("same", "Fog")]),
        ([], ["Fog", "Mist"], [("added", "Fog\n"), ("added", "Mist")]),
        (["Fog", "Mist"], ["Mist"], [("removed", "Fog\n"), ("same", "Mist")]),
        (["Weather"], ["Harbours"], [("removed", "Weather\n"), ("added", "Harbours")]),
        (
            ["The fog at the pier, 30", "Mist"],
            ["The fog at the pier, 40", "Mist"],
            [
                ("same", "The fog at the pier, "),
                ("removed", "30"),
                ("added", "40"),
                ("same", "\n"),
                ("same", "Mist"),
            ],
        ),
    ],
)
def test_item_diff_compares_items(before, after, pieces):
    assert told(before, after) == pieces
