"""One verb on many articles: the failure of one never stops the next."""

import pytest

from articles.models import Article
from articles.workflow.actions import on_each
from articles.workflow.transitions import reject
from tests.builders import draft, person, published_article

pytestmark = pytest.mark.django_db


def test_each_has_its_own_result_in_their_order():
    first, live, last = draft(), published_article(title="Fog"), draft()

    results = on_each([first, live, last], lambda article: reject(article, by=None))

    assert [result.article for result in results] == [first, live, last]
    assert [bool(result.event) for result in results] == [True, False, True]
    assert [r.problem for r in results] == ["", "“Fog” is published: it cannot be rejected.", ""]


def test_what_was_changed_meanwhile_is_told_for_that_one():
    stale, fresh = draft(title="Fog"), draft()
    Article.objects.filter(pk=stale.pk).update(version=2)

    results = on_each([stale, fresh], lambda article: reject(article, by=None))

    assert "changed by somebody else" in results[0].problem
    assert results[1].event is not None


def test_who_may_not_is_told_so_for_each():
    by = person("")

    results = on_each([draft(), draft()], lambda article: reject(article, by=by))

    assert all("role" in result.problem for result in results)


def test_an_article_that_is_gone_is_told_for_that_one():
    gone, other = draft(), draft()
    Article.objects.filter(pk=gone.pk).delete()

    results = on_each([gone, other], lambda article: reject(article, by=None))

    assert [bool(result.event) for result in results] == [False, True]
