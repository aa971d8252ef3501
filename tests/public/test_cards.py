"""Cards of lists."""

import pytest

from articles.public.cards import LONGEST_EXCERPT
from tests.factories import published_article


@pytest.mark.parametrize(
    "excerpt", ["東京の港で新しい路面電車が、走り始めた。" * 20, "a " + "x" * 500]
)
def test_long_excerpt_without_spaces_is_cut_and_not_lost(read, excerpt):
    published_article(excerpt=excerpt)

    assert f"{excerpt[:LONGEST_EXCERPT]}…" in read("/")
