"""On PostgreSQL the branch for ASCII texts indexes the same words as the general one."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

_GENERAL = (
    "SELECT articles_search_words(%s || ' é')"
    " = articles_search_words(%s) || to_tsvector('simple', 'e')"
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
def test_ascii_text_has_the_same_words_as_in_the_general_branch(text):
    with connection.cursor() as cursor:
        cursor.execute(_GENERAL, [text, text])
        assert cursor.fetchone() == (True,)
