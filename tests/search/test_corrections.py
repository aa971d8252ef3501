"""Typing errors are corrected by the words of published titles, on PostgreSQL only."""

import pytest
from django.db import connection

from articles.models import Article
from articles.search.corrections import correct
from tests.factories import NOON, draft, published_article

pytestmark = pytest.mark.django_db
needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL corrects"
)


@pytest.fixture
def published():
    published_article(title="Storm closes the outer harbour", published_at=NOON)
    published_article(title="Växjö strong on trams", published_at=NOON)
    draft(title="Secret lighthouse")
    return Article.objects.listed(NOON)


@needs_postgresql
@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("harbuor", "harbour"),
        ("strom HARBR", "storm harbour"),
        ('"outr harbour" -ferry', '"outer harbour" -ferry'),
        ("vaxjo tramms", "vaxjo trams"),
        ("harb", ""),
        ("lighthuose", ""),
        ("zzzzzz", ""),
        ("-harbuor", ""),
        ("'; --", ""),
        ("%s harbuor", "%s harbour"),
        ("", ""),
    ],
)
def test_correction(published, text, corrected):
    assert correct(text, published) == corrected


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL corrects")
def test_sqlite_corrects_nothing(published):
    assert correct("harbuor", published) == ""
