"""On PostgreSQL the quick way to the words of plain texts gives the words of the thorough one."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

_THOROUGH = (
    "SELECT articles_words_of(%s || ' é') = articles_words_of(%s) || to_tsvector('simple', 'e')"
)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has FTS5 for it")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "A heron's well-known trip, 2031: U.S. v. x@y.example",
        "https://a.example/b?c=d&e=f#g <b>bold</b> &amp; AT&T 3.5e-7 -1 1,000",
        "".join(map(chr, range(1, 128))),
        "a_b/c\\d|e\tf\ng\r\nh\x0bi  j",
    ],
)
def test_a_plain_text_has_the_words_that_it_has_beside_an_accent(text):
    with connection.cursor() as cursor:
        cursor.execute(_THOROUGH, [text, text])
        assert cursor.fetchone() == (True,)
