"""Subqueries pass many keys or texts as one parameter."""

import pytest

from articles.db.arrays import id_array, text_array
from articles.models import Article
from tests.factories import article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3, 2_000])
def test_id_array_finds_rows_by_any_number_of_keys(count):
    some = [article() for _ in range(3)]
    numbers = [each.pk for each in some][:count] + list(range(10**6, 10**6 + max(0, count - 3)))
    found = Article.objects.filter(pk__in=id_array(numbers))
    assert set(found) == set(some[:count])


@pytest.mark.parametrize("text", ["plain", "with 'quotes' and \"more\"", "{a,b}\\", "Växjö"])
def test_text_array_finds_rows_by_any_text(text):
    wanted = article(title=text)
    article(title="another")
    assert list(Article.objects.filter(title__in=text_array([text, "nobody's"]))) == [wanted]
    assert not Article.objects.filter(title__in=text_array([])).exists()
