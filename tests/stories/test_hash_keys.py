"""The keys by which related links find articles. Pure."""

import pytest

from articles.stories.hash_keys import title_time_hash, url_hash

NOON = "2031-05-04T12:00:00Z"
EDGE = 2**63


@pytest.mark.parametrize("title", ["Fog", "", "ü" * 300, "half \ud83d", "\x00", "日本"])
def test_title_time_hash_fits_64_bits(title):
    assert -EDGE <= title_time_hash(title, NOON) < EDGE


def test_title_time_hash_differs_by_title_and_time():
    keys = {
        title_time_hash("Fog", NOON),
        title_time_hash("fog", NOON),
        title_time_hash("Fog", NOON[:-3] + "1Z"),
    }

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
def test_url_hash_ignores_scheme_www_fragment_and_last_slash(same):
    assert url_hash(same) == url_hash("https://foghorn.example/fog")


@pytest.mark.parametrize(
    "other",
    [
        "https://foghorn.example/fog?a=1",
        "https://foghorn.example/Fog",
        "https://foghorn.example/fog.html",
        "https://m.foghorn.example/fog",
    ],
)
def test_url_hash_differs_by_everything_else(other):
    assert url_hash(other) != url_hash("https://foghorn.example/fog")


def test_url_hash_of_no_address_is_none():
    assert url_hash("") is None
