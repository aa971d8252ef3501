"""Which texts are blank."""

import unicodedata

import pytest

from articles.seeds.cleaning import INVISIBLE, is_blank


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), (" \t\n", True), ("\u200b\ufeff\u00a0\u00ad", True), ("\U000e0041", True),
     ("a", False), ("\u200ba\u200b", False), ("\u0301", False), ("\U0001f99a", False)],
)  # fmt: skip
def test_is_blank_is_true_of_text_without_visible_characters(text, expected):
    assert is_blank(text) == expected


def test_invisible_holds_all_controls_and_separators_of_unicode():
    general = {"Zs", "Zl", "Zp", "Cc"}
    expected = {chr(n) for n in range(1, 0x110000) if unicodedata.category(chr(n)) in general}

    assert expected - set(INVISIBLE) == set()
