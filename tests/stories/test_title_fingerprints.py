"""The keys by which likely duplicates are found. Pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.stories.hash_keys import url_hash
from articles.stories.title_fingerprints import (
    canonical_url_hash,
    fingerprint_columns,
    plain_address,
    title_fingerprints,
    title_fingerprints_near,
)

HERON = "https://tidewire.example/heron"
DAY = date(2031, 5, 4)
TITLE = "A heron reads the tide tables and is right twice a day"


@pytest.mark.parametrize(
    "address",
    [
        HERON,
        f"{HERON}/",
        f"{HERON}#top",
        "http://www.tidewire.example/heron",
        f"{HERON}?utm_source=gull&utm_medium=mail",
        f"{HERON}?fbclid=1",
        f"{HERON}?",
    ],
)
def test_plain_address_removes_what_does_not_identify_the_page(address):
    assert plain_address(address) == "tidewire.example/heron"


def test_plain_address_keeps_other_parameters():
    assert plain_address(f"{HERON}?id=7&utm_source=gull") == "tidewire.example/heron?id=7"


def shares_a_key(one, other, days=0):
    around = title_fingerprints_near(one, DAY)
    keys = title_fingerprints(other, DAY + timedelta(days=days))
    return any(key in some for key, some in zip(keys, around, strict=True))


@pytest.mark.parametrize(
    "other",
    [
        TITLE,
        f"Exclusive: {TITLE.lower()}",
        "Twice a day a heron is right and reads the tide tables",
        TITLE.replace("heron", "crane"),
        TITLE.replace("tables", "table").replace("reads", "reading"),
        TITLE.replace("heron", "h\u00e9ron"),
        f"{TITLE} - report",
    ],
)
def test_similar_titles_share_a_fingerprint(other):
    assert shares_a_key(TITLE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TITLE, "The council closes the footbridge for the sake of terns"),
        ("Harbour report number 3", "Harbour report number 4"),
        ("", ""),
        ("!!!", "???"),
    ],
)
def test_different_titles_share_no_fingerprint(one, other):
    assert not shares_a_key(one, other)


@given(st.text(max_size=80), st.integers(-7, 7))
def test_fingerprints_near_cover_the_weeks_before_and_after(title, days):
    assert shares_a_key(title, title, days) == any(title_fingerprints(title, DAY))


def test_title_fingerprints_differ_by_week():
    assert not shares_a_key(TITLE, TITLE, days=30)


@given(st.text(max_size=300))
def test_fingerprints_fit_64_bits(title):
    assert all(-(2**63) <= key < 2**63 for key in title_fingerprints(title, DAY) if key is not None)


@pytest.mark.parametrize(
    ("address", "is_stored"), [(HERON, False), (f"{HERON}?id=3", False), (f"{HERON}?ref=x", True)]
)
def test_canonical_url_hash_is_none_when_it_equals_url_hash(address, is_stored):
    kept = fingerprint_columns(TITLE, "2031-05-04T12:00:00Z", address, url_hash(address))[
        "canonical_url_hash"
    ]

    assert kept == (canonical_url_hash(address) if is_stored else None)
    assert canonical_url_hash(f"{HERON}?ref=x") == canonical_url_hash(HERON) == url_hash(HERON)


def test_canonical_url_hash_of_no_address_is_none():
    assert canonical_url_hash("") is None
