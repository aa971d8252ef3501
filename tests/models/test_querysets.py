"""QuerySet methods select the right rows."""

from datetime import timedelta

import pytest

from articles.models import Article, ImportRun, PublishItem, PublishRun
from tests.factories import NOON, draft, in_status, link, published_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_of_each():
    for status in ("draft", "published", "rejected", "archived"):
        in_status(status, name=status)


def names(articles):
    return [article.name for article in articles]


def test_published_and_drafts_select_by_status(one_of_each):
    assert names(Article.objects.published()) == ["published"]
    assert names(Article.objects.drafts()) == ["draft"]


def test_due_selects_scheduled_drafts_that_are_not_held():
    draft(name="past", scheduled_for=NOON - timedelta(days=1))
    draft(name="now", scheduled_for=NOON)
    draft(name="later", scheduled_for=NOON + timedelta(seconds=1))
    draft(name="held", scheduled_for=NOON, held=True)
    draft(name="unscheduled")

    assert set(names(Article.objects.due(NOON))) == {"past", "now"}


def test_newest_first_orders_by_time_then_key():
    for name, days in (("old", -1), ("first", 0), ("second", 0), ("new", 1)):
        draft(name=name, published_at=NOON + timedelta(days=days))

    assert names(Article.objects.newest_first()) == ["new", "second", "first", "old"]
    assert names(Article.objects.all()) == ["new", "second", "first", "old"]


def test_querysets_can_be_chained():
    article = draft(quality=10)
    link(article, quality=20)
    other = published_article(quality=10)
    link(other, quality=20)

    assert list(Article.objects.published().outranked()) == [other]


@pytest.mark.parametrize("rows", [1, 7])
def test_for_values_uses_the_same_number_of_queries_for_any_number_of_rows(
    rows, django_assert_num_queries
):
    for _ in range(rows):
        link(draft(), quality=20)

    with django_assert_num_queries(3):
        for article in Article.objects.for_values():
            assert [*article.images, *article.article_topics.all()] == []


def test_published_and_kept_verdicts_differ_by_blocking_reasons():
    run = PublishRun.objects.create()
    for reasons in (1, 4, 8, 128, 1 | 256):
        PublishItem.objects.create(run=run, article=draft(), reasons=reasons, version=1)

    assert [item.reasons for item in run.items.published()] == [1, 4]
    assert [item.reasons for item in run.items.kept()] == [8, 128, 257]
    assert [item.is_published for item in run.items.all()] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("state", "active"), [("queued", True), ("undoing", True), ("done", False), ("failed", False)]
)
def test_run_is_active_in_its_active_states(state, active):
    assert ImportRun(state=state).is_active == active


def test_done_count_excludes_the_undo():
    totals = {"created": 3, "refused": 1, "undone": 3, "undo_skipped": 1}

    assert ImportRun(totals=totals).done_count == 4
