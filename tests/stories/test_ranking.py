"""The first related item of an article follows its links and their targets."""

import pytest

from articles.models import Article
from articles.stories.ranking import (
    outranking_links,
    refresh_neighbours,
    refresh_top_related,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import archive, reject, reopen
from tests.factories import draft, in_status, link
from tests.stories.order_cases import ORDER


@pytest.mark.django_db
@pytest.mark.parametrize(("quality", "name", "other_quality", "other_name", "outranked"), ORDER)
def test_sql_order_equals_python_order(quality, name, other_quality, other_name, outranked):
    article = draft(quality=quality, name=name)
    made = link(article, quality=other_quality, name=other_name)
    article.refresh_from_db()

    assert article.is_outranked == outranked
    assert Article.objects.outranked().exists() == outranked
    assert outranking_links(article) == ([made] if outranked else [])


@pytest.mark.django_db
def test_outranking_links_are_in_the_order_of_the_story():
    article = draft(quality=50, name="m")
    for quality, name in ((60, "b"), (90, "c"), (60, "a"), (10, "a"), (None, "a")):
        link(article, quality=quality, name=name)

    assert [(found.quality, found.name) for found in outranking_links(article)] == [
        (90, "c"),
        (60, "a"),
        (60, "b"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "outranked"),
    [("draft", True), ("published", True), ("rejected", False), ("archived", False)],
)
def test_outranking_excludes_withdrawn_articles(status, outranked):
    article = draft(quality=50)
    link(article, quality=90, target=in_status(status))

    assert article.is_outranked == outranked
    assert bool(outranking_links(article)) == outranked


@pytest.mark.django_db
@pytest.mark.parametrize("withdraw", [reject, archive])
def test_top_related_skips_withdrawn_item_until_reopened(withdraw):
    best, article = draft(), draft(quality=50)
    link(article, quality=90, name="best", target=best)
    link(article, quality=60, name="next")

    withdraw(best, by=SYSTEM)
    article.refresh_from_db()
    assert (article.top_related_quality, article.top_related_name) == (60, "next")

    reopen(best, by=SYSTEM)
    article.refresh_from_db()
    assert (article.top_related_quality, article.top_related_name) == (90, "best")


@pytest.mark.django_db
def test_top_related_rejected_then_archived_returns_when_reopened():
    best, article = draft(), draft(quality=50)
    link(article, quality=90, name="best", target=best)
    reject(best, by=SYSTEM)
    archive(best, by=SYSTEM)
    article.refresh_from_db()
    assert article.top_related_quality is None

    reopen(best, by=SYSTEM)
    article.refresh_from_db()
    assert article.top_related_quality == 90


@pytest.mark.django_db
def test_related_count_includes_withdrawn_articles():
    article = draft()
    link(article, target=in_status("rejected"))
    link(article)

    assert article.related_count == 2


@pytest.mark.django_db
def test_refresh_top_related_computes_each_article_separately():
    first, second, alone = draft(), draft(), draft()
    link(first, quality=60, name="a")
    link(second, quality=70, name="b")
    Article.objects.update(related_count=9, top_related_quality=9, top_related_name="wrong")

    refresh_top_related(Article.objects.all())

    found = Article.objects.values_list("related_count", "top_related_quality", "top_related_name")
    assert [found.get(pk=article.pk) for article in (first, second, alone)] == [
        (1, 60, "a"),
        (1, 70, "b"),
        (0, None, ""),
    ]


@pytest.mark.django_db
def test_refresh_neighbours_changes_only_linking_articles():
    withdraw, linking, other = in_status("rejected"), draft(), draft()
    link(linking, target=withdraw, quality=90)
    Article.objects.update(top_related_quality=9)

    refresh_neighbours([withdraw.pk])

    linking.refresh_from_db()
    other.refresh_from_db()
    assert (linking.top_related_quality, other.top_related_quality) == (None, 9)


@pytest.mark.django_db
def test_withdrawing_keeps_the_version_of_neighbours():
    neighbour, best = draft(), draft()
    link(neighbour, target=best, quality=90)

    reject(best, by=SYSTEM)

    assert Article.objects.get(pk=neighbour.pk).version == 1
