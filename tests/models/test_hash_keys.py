"""The keys by which related links find articles. Pure."""

import pytest

from articles.models.hash_keys import address_key, story_key

NOON = "2031-05-04T12:00:00Z"
EDGE = 2**63


@pytest.mark.parametrize("title", ["Fog", "", "ü" * 300, "half \ud83d", "\x00", "日本"])
def test_a_story_s_key_fits_a_column_of_64_bits(title):
    assert -EDGE <= story_key(title, NOON) < EDGE


def test_another_title_or_time_makes_another_key():
    keys = {story_key("Fog", NOON), story_key("fog", NOON), story_key("Fog", NOON[:-3] + "1Z")}

    assert len(keys) == 3


@pytest.mark.parametrize(
    "same",
    [
        "http://foghorn.example/fog",
        "https://www.foghorn.example/fog",
        "https://foghorn.example/fog/",
        "https://foghorn.example/fog#a",
    ],
)
def test_scheme_www_fragment_and_closing_slash_do_not_matter(same):
    assert address_key(same) == address_key("https://foghorn.example/fog")


@pytest.mark.parametrize(
    "other",
    [
        "https://foghorn.example/fog?a=1",
        "https://foghorn.example/Fog",
        "https://foghorn.example/fog.html",
        "https://m.foghorn.example/fog",
    ],
)
def test_everything_else_does(other):
    assert address_key(other) != address_key("https://foghorn.example/fog")


def test_no_address_has_no_key():
    assert address_key("") is None
